const namespace = 'http://www.w3.org/2000/svg';

/** Drawn here: no font and no picture is fetched. */
const paths = {
  error: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM5.5 5.5l5 5M10.5 5.5l-5 5',
  warning: 'M8 1.8 15 14.2H1L8 1.8ZM8 6v4.2M8 11.8v1.2',
  information: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM8 7.2v4.3M8 4.4v1.2',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
} as const;

/** Means nothing by itself: a text stands beside it. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', 'aria-hidden': 'true', class: `icon ${name}` }))
    svg.setAttribute(key, value);
  return svg;
}
