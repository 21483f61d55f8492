const { commands } = require('vscode');

exports.activate = async () => {
  await commands.executeCommand('matter.startSandbox');
};
