import { AppError } from '../appError.ts';
import { portfolioDirective, type PortfolioArgument } from '../directives/portfolio.ts';
import { directiveValues } from '../directives/readDirectives.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { readBytes, type Files } from './files.ts';
import { lineColumn } from '../syntax/lineColumn.ts';

/** The body that `@portfolio` asks for; undefined without it. Throws 'file' where the file has errors. */
export async function portfolioBody(tree: MatterTree, request: RequestNode, files: Files): Promise<string | undefined> {
  const portfolio = directiveValues(tree, request, portfolioDirective).at(-1);
  if (portfolio === undefined) return undefined;
  const place = lineColumn(tree, portfolio.span);
  if (request.body !== undefined)
    throw new AppError(
      'invalid-request',
      `${place}: @portfolio makes the body: remove the one below. Nothing was sent.`,
    );
  try {
    return await bodyOf(portfolio.value, files);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${place}: ${error.message} Nothing was sent.`, { cause: error });
  }
}

async function bodyOf({ path, mapping }: PortfolioArgument, files: Files): Promise<string> {
  const bytes = await readBytes(await files.read(path));
  if (files.portfolioBody !== undefined) return files.portfolioBody(bytes, path, mapping);
  const { toHoldingsBody } = await import('../portfolio/portfolioFile.ts'); // only files with @portfolio pay for it
  const { body } = await toHoldingsBody(bytes, path, mapping);
  return body;
}
