import * as vscode from 'vscode';
import { mergeDescriptions, resourcesOf, type ApiDescription, type ApiOperation } from '../core/api/apiDescription.ts';
import { AppError } from '../core/appError.ts';
import { Emitter } from '../core/event.ts';

export interface ApiServicePorts {
  readonly shipped: vscode.Uri;
  /** Where parsed descriptions are kept, for all windows. */
  readonly cache: vscode.Uri;
  /** The path of the user's own description; empty for none. */
  readonly userPath: () => string;
  readonly onProblem: (error: AppError) => void;
  /** What of the user's description is not checked. */
  readonly onNote: (note: string) => void;
}

type Resources = ReturnType<typeof resourcesOf>;

/** The shipped description with the user's own operations added or replaced; read when first shown. */
export class ApiService {
  readonly #ports: ApiServicePorts;
  readonly #changed = new Emitter<void>();
  #description: Promise<ApiDescription> | undefined;
  #shipped: Promise<ApiDescription> | undefined;

  /** What was read before is no longer what will be read. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: ApiServicePorts) {
    this.#ports = ports;
  }

  reload(): void {
    this.#description = undefined;
    this.#changed.fire();
  }

  /** The description as a whole. */
  description(): Promise<ApiDescription> {
    return this.#load();
  }

  /** As it comes with the extension: no file of a workspace changes it. */
  shipped(): Promise<ApiDescription> {
    this.#shipped ??= this.#readFile(this.#ports.shipped, 'matter-partner-api.openapi.yaml');
    return this.#shipped;
  }

  async resources(): Promise<Resources> {
    return resourcesOf(await this.#load());
  }

  async operation(id: string): Promise<ApiOperation | undefined> {
    return (await this.#load()).operations.find((operation) => operation.id === id);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #load(): Promise<ApiDescription> {
    this.#description ??= this.#read();
    return this.#description;
  }

  async #read(): Promise<ApiDescription> {
    const shipped = await this.shipped();
    const path = this.#ports.userPath();
    if (path === '') return shipped;
    try {
      const user = await this.#readFile(toUri(path), path);
      for (const note of user.notes) this.#ports.onNote(`${path}: ${note}`);
      return mergeDescriptions(shipped, user);
    } catch (error) {
      // One clear problem, and the shipped description stays in use.
      this.#ports.onProblem(error instanceof AppError ? error : unreadable(path, error));
      return shipped;
    }
  }

  /** A file of this machine with those beside it; of a virtual workspace by its text alone. */
  async #readFile(uri: vscode.Uri, name: string): Promise<ApiDescription> {
    const { DescriptionFiles } = await import('../node/descriptionFiles.ts');
    const files = new DescriptionFiles(this.#ports.cache.fsPath);
    if (uri.scheme === 'file') return files.read({ name, path: uri.fsPath });
    return files.read({ name, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) });
  }
}

function toUri(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
  return isAbsolute || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError(
    'description-invalid',
    `${path} cannot be read. Correct the setting "matter.apiDescription"; the shipped description stays in use.`,
    { cause },
  );
}
