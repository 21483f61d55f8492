/** The type of the webview panels, by which VS Code brings them back after a reload. */
export const resultViewType = 'matter.result';
