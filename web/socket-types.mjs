// Generates the types and limits of a socket from its JSON Schema; with --check, compares them instead.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import prettier from 'prettier';

/** Where the types of each schema go, and what declares it. */
const TARGETS = {
  SocketMessage: ['src/visit/signaling/protocol.generated.ts', 'chalicelib/visits/api/socket_protocol.py'],
  InboxMessage: ['src/api/inbox/protocol.generated.ts', 'chalicelib/messages/api/inbox_protocol.py'],
};

const [source, option] = process.argv.slice(2);
const schema = JSON.parse(await readFile(source, 'utf8'));
const [TARGET, declaration] = TARGETS[schema.title];
const BANNER = `// Generated from ${declaration} by \`make schema\`. Do not edit.`;
const types = await compile(schema, schema.title, {
  additionalProperties: false,
  bannerComment: BANNER,
  format: false,
  unreachableDefinitions: true,
  // The server checks how long a list is; without this, a short one would become a union of tuples.
  ignoreMinAndMaxItems: true,
});
const constants = Object.entries(schema['x-constants'])
  .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)} as const;`)
  .join('\n');
const config = await prettier.resolveConfig(TARGET);
const text = await prettier.format(`${types}\n${constants}\n`, { ...config, filepath: TARGET });

if (option !== '--check') await writeFile(TARGET, text);
else if ((await readFile(TARGET, 'utf8')) !== text) process.exit(1);
