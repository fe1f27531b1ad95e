// Which folders may import which. A subject imports only subjects to its right, as in the Python packages:
//   app › visit › clients › calendar | merging | messages | notes › documents › appointments › series › pay › billing ›
//   practice | team | help › session › ui › api › kernel
// Inside visit: the pages and the call › peer › signaling | media › types.
const SUBJECTS = [
  ['visit'],
  ['clients'],
  ['calendar', 'merging', 'messages', 'notes'],
  ['documents'],
  ['appointments'],
  ['series'],
  ['pay'],
  ['billing'],
  ['practice', 'team', 'help'],
  ['session'],
  ['ui'],
  ['api'],
  ['kernel'],
];

/** Rules for the folders of one rank: they import no neighbor, nothing to their left, and not the app itself. */
function rulesOf(ranks, under) {
  return ranks.flatMap((rank, place) =>
    rank.map((name) => ({
      name: `order-of-${name}`,
      severity: 'error',
      comment: `${name} imports only what stands to its right.`,
      from: { path: `^${under}${name}/` },
      to: {
        path: `^${under}`,
        pathNot: [name, ...ranks.slice(place + 1).flat()].map((right) => `^${under}${right}/`),
      },
    })),
  );
}

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'A file that nothing imports is dead.',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...rulesOf(SUBJECTS, 'src/'),
    {
      name: 'order-within-visit',
      severity: 'error',
      comment: 'signaling and media stand by themselves.',
      from: { path: '^src/visit/(signaling|media)/' },
      to: { path: '^src/visit/', pathNot: ['^src/visit/$1/', '^src/visit/types'] },
    },
    {
      name: 'order-of-peer',
      severity: 'error',
      comment: 'A peer connection knows signaling and media, and no page.',
      from: { path: '^src/visit/peer/' },
      to: { path: '^src/visit/', pathNot: ['^src/visit/(peer|signaling|media)/', '^src/visit/types'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
