import assert from 'node:assert/strict';
import { importHttp } from '../../../../src/core/import/importHttp.ts';

describe('importHttp: names, values and scripts', () => {
  const imports: readonly (readonly [source: string, part: string, note?: string])[] = [
    [
      '# @name login\nPOST https://h/\n\n###\nGET https://h/{{login.response.body.access_token}}',
      '{{login.response.body.$.access_token}}',
    ],
    [
      '# @name login\nPOST https://h/\n\n###\nGET https://h/{{login.response.body[0].id}}',
      '{{login.response.body.$[0].id}}',
    ],
    ['# @name login\nPOST https://h/\n\n###\nGET https://h/{{login.response.body.$.a}}', '{{login.response.body.$.a}}'],
    [
      '# @name login\nPOST https://h/\n\n###\nGET https://h/{{login.response.parsedBody.a.b}}',
      '{{login.response.body.$.a.b}}',
    ],
    ['GET https://h/?x={{$randomInt}}', '{{$randomInt 0 1000}}'],
    ['GET https://h/?x={{$random.uuid}}', '{{$uuid}}'],
    ['GET https://h/?x={{$random.email}}', '{{$random.email}}', 'no counterpart'],
    ['# @timeout 60\nGET https://h/', '# @timeout 60s', 'milliseconds for httpyac'],
    ['# @timeout 5 s\nGET https://h/', '# @timeout 5s'],
    [
      'POST https://h/\n\n> {%\nclient.global.set("token", response.body.token);\n%}',
      '# @capture token = body.$.token',
    ],
    [
      'POST https://h/\n\n> {% client.global.set("id", response.body.items[0].id) %}',
      '# @capture id = body.$.items[0].id',
    ],
    [
      'POST https://h/\n\n> {%\nclient.test("ok", function () {\n  client.assert(response.status === 200, "bad");\n});\n%}',
      '# @assert status == 200',
    ],
    [
      'POST https://h/\n\n> {% client.global.set("l", response.headers.valueOf("Location")); %}',
      '# @capture l = header Location',
    ],
    ['POST https://h/\n\n> {%\nconst x = 5;\n%}', '# const x = 5;', 'Scripts are not supported'],
  ];
  for (const [source, part, note] of imports) {
    it(JSON.stringify(source).slice(0, 90), () => {
      const { text, notes } = importHttp(source);
      assert.ok(text.includes(part), text);
      assert.ok(
        note === undefined
          ? notes.every(({ severity }) => severity === 'information')
          : notes.some(({ message }) => message.includes(note)),
        JSON.stringify(notes),
      );
    });
  }
});
