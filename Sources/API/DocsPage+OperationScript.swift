extension DocsPage {
    /// An operation's page: what it is, what it takes, what it answers.
    static let operationScript = #"""
        const verbBadge = verb => el('span', { class: `verb ${verb}` },
          verb === 'delete' ? 'del' : verb);

        const pathWords = path => path.split(/(\{[^}]+\})/)
          .map(part => part.startsWith('{') ? el('em', {}, part) : part);

        const accessWords = {
          anonymous: 'Anybody, without a token',
          account: 'Anybody signed in',
          member: 'Members of an organization',
          platform: 'The platform\'s own people',
        };

        function facts(operation) {
          return el('ul', { class: 'facts', 'aria-label': 'Access' },
            el('li', { class: 'key' }, accessWords[operation.access] || operation.access),
            operation.privileges.map(name => el('li', {}, 'needs ', el('code', {}, name))),
            operation.waits && el('li', { class: 'care' }, 'after the organization\'s approval'),
            operation.makes && el('li', {}, 'makes something once per key'),
            operation.edits && el('li', {}, 'edits the version you read'));
        }

        const parameterField = one => field(one.name, {
          ...one.schema, description: one.description,
        }, { place: one.in, required: one.required, example: one.example });

        function requestSection(operation) {
          const { parameters, body } = operation, parts = [];
          if (parameters.length) {
            parts.push(el('h2', {}, 'Parameters'),
              el('div', { class: 'card' }, parameters.map(parameterField)));
          }
          if (body) {
            parts.push(el('h2', {}, 'Request body ', el('span', { class: 'type' }, body.type)));
            if (body.schema) parts.push(schemaPanel(body.schema, true));
            else parts.push(el('p', { class: 'doc' }, 'A file, sent as it is.'));
            if (body.example !== undefined) {
              parts.push(labelled('Example', jsonBlock(jsonOf(body.example), 'Example body'),
                copyButton(() => jsonOf(body.example), 'the example')));
            }
          }
          if (!parts.length) {
            parts.push(el('h2', {}, 'Request'),
              el('p', { class: 'doc' }, 'Takes no parameters and no body.'));
          }
          return el('section', {}, parts);
        }

        const reasons = {
          200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No content', 400: 'Bad request',
          401: 'Unauthorized', 403: 'Forbidden', 404: 'Not found', 405: 'Method not allowed',
          409: 'Conflict', 412: 'Precondition failed', 413: 'Content too large',
          415: 'Unsupported media type', 422: 'Unprocessable content',
          428: 'Precondition required', 429: 'Too many requests', 500: 'Server error',
          503: 'Service unavailable',
        };

        const mood = status => status < 300 ? 'ok' : status < 500 ? 'ask' : '';

        function answerPanel(answer) {
          const peek = answer.problems.map(one => one.slug).join(', ');
          const inside = el('div', {});
          const box = el('details', { class: 'reply', open: answer.status < 300 },
            el('summary', {}, el('span', { class: `code ${mood(answer.status)}` }, answer.status),
              el('span', {}, reasons[answer.status] || ''),
              peek && el('span', { class: 'peek' }, peek)), inside);
          let isFilled = false;
          const expand = () => {
            if (isFilled || !box.open) return;
            isFilled = true;
            put(inside, answerParts(answer));
          };
          box.addEventListener('toggle', expand);
          expand();
          return box;
        }

        function answerParts(answer) {
          const parts = [];
          if (answer.problems.length) {
            parts.push(el('ul', { class: 'problems' }, answer.problems.map(one =>
              el('li', {}, el('code', {}, `/problems/${one.slug}`), ` ${one.title}`))));
          }
          if (answer.doc && answer.doc !== 'Done.') {
            parts.push(el('p', { class: 'doc' }, prose(answer.doc)));
          }
          for (const [name, header] of Object.entries(answer.headers)) {
            parts.push(el('p', { class: 'doc' }, 'Header ', el('code', {}, name), ': ',
              prose(header.description || '')));
          }
          if (!answer.schema) parts.push(el('p', { class: 'none' }, 'No body.'));
          else if (answer.problems.length) {
            const name = resolved(answer.schema).name || 'Problem';
            parts.push(el('p', { class: 'hint' }, 'The body is a ',
              el('a', { href: '#problems' }, name), ', ', el('code', {}, answer.type), '.'));
          } else {
            parts.push(el('div', { class: 'label' }, resolved(answer.schema).name || 'Body'),
              schemaPanel(answer.schema, false));
          }
          if (answer.example !== undefined) {
            parts.push(labelled('Example', jsonBlock(jsonOf(answer.example), 'Example answer'),
              copyButton(() => jsonOf(answer.example), 'the example')));
          }
          return parts;
        }

        function operationPage(operation) {
          return [
            el('p', { class: 'tag' }, titled(operation.tag)),
            el('h1', { tabindex: -1 }, sentence(operation)),
            el('div', { class: 'pathline' }, verbBadge(operation.verb),
              el('code', {}, pathWords(operation.path)),
              el('button', {
                type: 'button', class: 'small jump',
                onclick: () => main.querySelector('.trial').scrollIntoView(),
              }, 'Try it'),
              copyButton(() => operation.path, 'the path')),
            facts(operation),
            operation.doc && el('p', { class: 'doc' }, prose(operation.doc)),
            el('div', { class: 'columns' },
              el('div', {}, requestSection(operation),
                el('section', {}, el('h2', {}, 'Answers'), operation.answers.map(answerPanel))),
              trial(operation)),
          ];
        }

        """#
}
