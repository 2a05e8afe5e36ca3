extension DocsPage {
    /// The first page, with every operation, and the page of all problem types.
    static let overviewScript = #"""
        const conventions = [
          ['Sign in first', 'POST `/v1/sessions` gives an access token of ten minutes; the button '
            + 'above does it for this page and keeps the token in its memory only.'],
          ['Once per key', 'What makes something takes an `Idempotency-Key`. Ask again with the '
            + 'same key after a lost answer: you get the first answer, and nothing twice.'],
          ['Edit what you read', 'What is edited has an `ETag`. Send it as `If-Match`; '
            + 'if somebody was faster, the answer is 412.'],
          ['Problems have types', 'Every refusal is an `application/problem+json` with a stable '
            + '`type` to switch on, and lists all violations at once.'],
          ['Money and time', 'Money is a whole number of minor units with its currency; '
            + 'times are RFC 3339 in UTC.'],
          ['Pages', 'Lists take `cursor` and `limit` and give `next_cursor`, '
            + 'null on the last page.'],
        ];

        const indexRow = operation => el('a', { class: 'index', href: `#${operation.id}` },
          verbBadge(operation.verb), el('code', {}, operation.path),
          el('span', {}, operation.summary), el('span', { class: 'place' }, operation.access));

        function overviewPage() {
          const info = api.info || {};
          return [
            el('h1', { tabindex: -1 }, `${info.title || 'API'} API`),
            el('p', { class: 'lead' }, prose(info.description || '')),
            el('div', { class: 'tiles' }, conventions.map(([title, text]) =>
              el('div', { class: 'tile-card' }, el('h3', {}, title), el('p', {}, prose(text))))),
            el('p', {}, `${operations.length} operations; `,
              el('a', { href: '#problems' }, 'all problem types'), '.'),
            grouped(operations).map(([tag, members]) => el('section', {},
              el('h2', {}, titled(tag)), el('div', { class: 'card' }, members.map(indexRow)))),
          ];
        }

        function allProblems() {
          const found = new Map();
          for (const operation of operations) {
            for (const answer of operation.answers) {
              for (const problem of answer.problems) {
                const known = found.get(problem.slug)
                  || { ...problem, status: answer.status, by: [] };
                known.by.push(operation);
                found.set(problem.slug, known);
              }
            }
          }
          return [...found.values()]
            .sort((one, other) => one.status - other.status || (one.slug < other.slug ? -1 : 1));
        }

        function problemField(problem) {
          const few = problem.by.length <= 8;
          return el('div', { class: 'field' },
            el('div', { class: 'field-head' },
              el('span', { class: `code ${mood(problem.status)}` }, problem.status),
              el('span', { class: 'field-name' }, `/problems/${problem.slug}`)),
            el('p', { class: 'doc' }, `${problem.title}.`.replace(/\.\.$/, '.')),
            el('p', { class: 'hint' }, few
              ? problem.by.map((operation, at) => [at ? ', ' : '',
                el('a', { href: `#${operation.id}` }, operation.id)])
              : `${problem.by.length} operations`));
        }

        function problemsPage() {
          const schema = api.components?.schemas?.Problem;
          return [
            el('h1', { tabindex: -1 }, 'Problems'),
            el('p', { class: 'lead' }, 'What is refused is answered as RFC 9457 has it. ',
              'The type is stable and is what to switch on; the detail is for people.'),
            schema && [el('h2', {}, 'Problem'), schemaPanel(schema, true)],
            el('h2', {}, 'Types'),
            el('div', { class: 'card' }, allProblems().map(problemField)),
          ];
        }

        """#
}
