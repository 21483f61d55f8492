/** The custom editor of one portfolio file: VS Code opens it, and brings it back after a reload. */
export const reviewEditorType = 'matter.portfolio';

/** The panel of several: files that VS Code has no editor for. */
export const batchViewType = 'matter.batch';
