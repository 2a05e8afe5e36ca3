extension DocsPage {
    /// Reading the OpenAPI document: operations in its order, references resolved.
    static let documentScript = #"""
        let api = {};
        const operations = [];
        const named = new Map();
        const verbs = ['get', 'post', 'put', 'patch', 'delete'];

        function take(document) {
          api = document;
          for (const [path, item] of Object.entries(api.paths || {})) {
            for (const verb of verbs) {
              if (item[verb]) operations.push(operationOf(path, verb, item[verb]));
            }
          }
          for (const operation of operations) named.set(operation.id, operation);
        }

        function operationOf(path, verb, said) {
          const media = Object.entries(said.requestBody?.content || {})[0];
          return {
            id: said.operationId, verb, path, tag: said.tags?.[0] || 'other',
            summary: said.summary || said.operationId, doc: ownWords(said.description || ''),
            parameters: parametersOf(said), access: said['x-access'] || '',
            privileges: said['x-privileges'] || [], makes: Boolean(said['x-idempotency-key']),
            edits: Boolean(said['x-if-match']), signedIn: (said.security || []).length > 0,
            waits: /until the organization is approved/.test(said.description || ''),
            body: media && {
              type: media[0], schema: media[1].schema, example: media[1].example,
              required: said.requestBody.required,
            },
            answers: Object.entries(said.responses || {}).map(answerOf),
          };
        }

        // The sentences that the page says with its own labels are left out.
        const ownWords = text => text.split(/(?<=\.)\s+/)
          .filter(sentence => !/^(Access: |Takes (an )?`|Refused until )/.test(sentence)).join(' ');

        function parametersOf(said) {
          const all = [...(said.parameters || [])];
          const has = name => all.some(one => one.name.toLowerCase() === name.toLowerCase());
          if (said['x-idempotency-key'] && !has('Idempotency-Key')) {
            all.push({
              name: 'Idempotency-Key', in: 'header', required: true,
              schema: { type: 'string' },
              description: 'Chosen by you, one for each thing to make. The same request with the '
                + 'same key is answered as it was the first time.',
            });
          }
          if (said['x-if-match'] && !has('If-Match')) {
            all.push({
              name: 'If-Match', in: 'header', required: true, schema: { type: 'string' },
              description: 'The `ETag` that you read, so that nobody\'s change is overwritten.',
            });
          }
          return all;
        }

        function answerOf([status, answer]) {
          const media = Object.entries(answer.content || {})[0];
          const lines = (answer.description || '').split(/\n+/);
          const problems = lines.map(line => /^`([^`]+)`: (.*)$/.exec(line)).filter(Boolean)
            .map(found => ({ slug: found[1], title: found[2] }));
          return {
            status: Number(status), problems,
            doc: lines.filter(line => !/^`[^`]+`: /.test(line)).join(' '),
            type: media?.[0], schema: media?.[1].schema, headers: answer.headers || {},
            example: Object.values(media?.[1].examples || {})[0]?.value ?? media?.[1].example,
          };
        }

        // A schema with its reference followed: what it is called, whether null is admitted too.
        function resolved(schema = {}) {
          let found = schema, name = '', nullable = false;
          for (let steps = 0; steps < 20; steps += 1) {
            if (found.$ref) {
              name = found.$ref.split('/').pop();
              found = api.components?.schemas?.[name] || {};
            } else if (found.anyOf || found.oneOf) {
              const all = found.anyOf || found.oneOf;
              nullable ||= all.some(one => one.type === 'null');
              found = all.find(one => one.type !== 'null') || {};
            } else break;
          }
          const types = [found.type || []].flat();
          nullable ||= types.includes('null');
          return {
            schema: found, name, nullable, type: types.find(one => one !== 'null') || '',
            doc: schema.description || found.description || '',
          };
        }

        const sentence = operation => operation.summary.replace(/\.$/, '');

        const titled = tag => {
          const words = tag.replace(/[-_]/g, ' ');
          return words.charAt(0).toUpperCase() + words.slice(1);
        };

        function grouped(list) {
          const groups = new Map((api.tags || []).map(tag => [tag.name, []]));
          for (const operation of list) {
            if (!groups.has(operation.tag)) groups.set(operation.tag, []);
            groups.get(operation.tag).push(operation);
          }
          return [...groups].filter(([, members]) => members.length);
        }

        """#
}
