// Generates constants from the server's declarations; with --check, compares them instead.
import { readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';

const [document, option] = process.argv.slice(2);
for (const { source, target, constants } of JSON.parse(await readFile(document, 'utf8'))) {
  const banner = `// Generated from ${source} by \`make schema\`. Do not edit.`;
  const lines = Object.entries(constants).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)} as const;`,
  );
  const config = await prettier.resolveConfig(target);
  const text = await prettier.format([banner, '', ...lines].join('\n'), { ...config, filepath: target });
  if (option !== '--check') await writeFile(target, text);
  else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(`web/${target} is stale: make schema`);
    process.exitCode = 1;
  }
}
