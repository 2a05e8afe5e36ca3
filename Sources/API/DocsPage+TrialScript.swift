extension DocsPage {
    /// The form that tries an operation: inputs, body, headers, and the curl that does the same.
    static let trialScript = #"""
        // What answers have shown: ids by prefix, the last one first, and versions by path.
        const seenIDs = new Map(), seenTags = new Map(), kept = new Map();
        const idShape = /\b([a-z]{2,5})_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g;

        function remember(text) {
          for (const [id, prefix] of text.slice(0, paintLimit).matchAll(idShape)) {
            const list = (seenIDs.get(prefix) || []).filter(one => one !== id);
            seenIDs.set(prefix, [...list, id].slice(-40));
          }
        }

        const lastID = prefix => seenIDs.get(prefix)?.at(-1);

        // An example with the ids that were seen here in place of those nobody has.
        const withOwnIDs = text => text.replace(idShape, (id, prefix) => lastID(prefix) || id);

        function freshKey() {
          const bytes = crypto.getRandomValues(new Uint8Array(16));
          return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
        }

        function parameterInput(one) {
          const schema = one.schema || {};
          const choices = schema.enum || (schema.type === 'boolean' ? ['true', 'false'] : null);
          if (choices) {
            return el('select', {}, el('option', { value: '' },
              one.required ? 'Choose' : 'Left out'),
            choices.map(choice => el('option', { value: choice }, choice)));
          }
          const isNumber = schema.type === 'integer' || schema.type === 'number';
          const input = el('input', {
            type: 'text', autocomplete: 'off', spellcheck: 'false', 'data-mono': true,
            inputmode: isNumber ? 'numeric' : undefined,
            placeholder: one.example ?? (one.name === 'If-Match' ? '"1"' : ''),
          });
          const prefix = idPrefix(schema.pattern);
          if (prefix) {
            const list = el('datalist', { id: freshID() });
            input.setAttribute('list', list.id);
            input.addEventListener('focus', () => fill(list,
              (seenIDs.get(prefix) || []).toReversed().map(id => el('option', { value: id }))));
            put(document.body, list);
          }
          return input;
        }

        const requiredOnly = (schema, value) => {
          const found = resolved(schema);
          if (found.type === 'array' && Array.isArray(value)) {
            return value.map(item => requiredOnly(found.schema.items, item));
          }
          if (!found.schema.properties || !value || typeof value !== 'object') return value;
          return Object.fromEntries((found.schema.required || []).filter(name => name in value)
            .map(name => [name, requiredOnly(found.schema.properties[name], value[name])]));
        };

        function bodyEditor(body, changed) {
          const hint = el('p', { class: 'hint', role: 'status' });
          const area = el('textarea', {
            id: freshID(), rows: 8, spellcheck: 'false', autocomplete: 'off', wrap: 'off',
            autocapitalize: 'off', oninput: () => { isTyped = true; judge(); changed(); },
          });
          const isJSON = body.type === 'application/json';
          let isTyped = false;
          const judge = () => {
            hint.textContent = '';
            if (!isJSON || !area.value.trim()) return;
            try { JSON.parse(area.value); } catch (error) {
              hint.textContent = `No JSON yet: ${error.message}`;
            }
            hint.classList.toggle('wrong', Boolean(hint.textContent));
          };
          const set = text => {
            area.value = text;
            area.rows = Math.min(22, Math.max(5, text.split('\n').length + 1));
            judge();
            changed();
          };
          const button = (label, work) => el('button', {
            type: 'button', class: 'quiet small', onclick: () => { isTyped = true; set(work()); },
          }, label);
          const example = () => withOwnIDs(jsonOf(body.example ?? {}));
          const least = () => withOwnIDs(jsonOf(requiredOnly(body.schema, body.example ?? {})));
          const buttons = isJSON ? [button('Example', example), button('Required only', least),
            button('Format', () => indented(area.value))] : [];
          const file = isJSON ? null : el('input', { type: 'file', onchange: changed });
          return {
            refresh: () => { if (isJSON && !isTyped) set(example()); },
            value: () => file?.files[0] || area.value, file: () => file?.files[0],
            element: el('div', {},
              el('h3', {}, el('label', { for: area.id }, 'Body '),
                el('span', { class: 'type' }, body.type)),
              file && entry('A file', file, 'Or type the lines below.'),
              area, hint, el('div', { class: 'row' }, buttons)),
          };
        }

        // The request that the form says, without the token.
        function drafted(operation, inputs, editor) {
          const headers = [], query = [], missing = [];
          let path = operation.path;
          for (const { one, input } of inputs) {
            const value = input.value.trim();
            if (!value && one.required) missing.push(one.name);
            if (one.in === 'path') {
              if (value) path = path.replace(`{${one.name}}`, encodeURIComponent(value));
            } else if (value && one.in === 'query') {
              query.push(`${encodeURIComponent(one.name)}=${encodeURIComponent(value)}`);
            } else if (value) headers.push([one.name, value]);
          }
          const plain = path;
          if (query.length) path += `?${query.join('&')}`;
          const body = editor?.value();
          if (body) headers.push(['Content-Type', operation.body.type]);
          return {
            method: operation.verb.toUpperCase(), path, plain, headers, body, missing,
            file: editor?.file(),
          };
        }

        const quoted = text => `'${text.replaceAll('\'', '\'\\\'\'')}'`;

        function curlOf(request, isSignedIn) {
          const lines = [`curl ${quoted(location.origin + request.path)}`];
          if (request.method !== 'GET') lines[0] = lines[0].replace('curl', `curl -X ${
            request.method}`);
          if (isSignedIn) lines.push('-H "Authorization: Bearer $TOKEN"');
          for (const header of request.headers) lines.push(`-H ${quoted(header.join(': '))}`);
          if (request.file) lines.push(`--data-binary ${quoted(`@${request.file.name}`)}`);
          else if (request.body) lines.push(`--data-binary ${quoted(request.body)}`);
          return lines.join(' \\\n  ');
        }

        function trial(operation) {
          if (!kept.has(operation.id)) kept.set(operation.id, makeTrial(operation));
          const { element, shown } = kept.get(operation.id);
          shown();
          return element;
        }

        function makeTrial(operation) {
          const curl = el('pre', { tabindex: 0, role: 'region', 'aria-label': 'curl' });
          const tokenNote = el('div', {}), outcome = el('div', {});
          const send = el('button', {}, 'Send');
          const change = () => {
            const request = drafted(operation, inputs, editor);
            curl.textContent = curlOf(request, operation.signedIn);
            const version = inputs.find(({ one }) => one.name === 'If-Match');
            const known = seenTags.get(request.plain);
            if (version && known && !version.isTyped) version.input.value = known;
          };
          const inputs = operation.parameters.map(one => ({ one, input: parameterInput(one) }));
          const editor = operation.body && bodyEditor(operation.body, () => change());
          const key = inputs.find(({ one }) => one.name === 'Idempotency-Key');
          const renew = el('input', { type: 'checkbox', checked: true, id: freshID() });
          if (key) key.input.value = freshKey();
          for (const held of inputs) {
            held.input.addEventListener('input', () => { held.isTyped = true; change(); });
          }
          const form = el('form', {
            onsubmit: event => {
              event.preventDefault();
              change();
              perform(operation, drafted(operation, inputs, editor), { send, outcome, inputs })
                .then(isAnswered => {
                  if (isAnswered && key && renew.checked) key.input.value = freshKey();
                  for (const held of inputs) if (held.one.name === 'If-Match') held.isTyped = false;
                  change();
                });
            },
          }, inputs.map(({ one, input }) => entry(one.name, input, '',
            `${one.in}${one.required ? ', required' : ''}`)),
          key && el('div', { class: 'row' }, renew,
            el('label', { for: renew.id }, 'A new key for every request')),
          editor?.element, el('h3', {}, ''), el('div', { class: 'row' }, send));
          const shown = () => {
            fill(tokenNote, tokenWords(operation));
            for (const held of inputs) {
              const prefix = held.one.in === 'path' && idPrefix(held.one.schema?.pattern);
              if (prefix && !held.isTyped) held.input.value = lastID(prefix) || '';
            }
            editor?.refresh();
            change();
          };
          listeners.add(shown);
          return {
            shown,
            element: el('section', { class: 'trial', 'aria-label': 'Try it' },
              el('h2', {}, 'Try it'), tokenNote, form, outcome,
              labelled('curl', curl, copyButton(() => curl.textContent, 'the curl line'))),
          };
        }

        function tokenWords(operation) {
          if (!operation.signedIn) return null;
          if (!session) {
            return el('p', { class: 'note' }, 'Needs a token. ', el('button', {
              type: 'button', class: 'quiet small', onclick: openSession,
            }, 'Sign in'));
          }
          const lacking = session.privileges
            && operation.privileges.filter(name => !session.privileges.includes(name));
          return lacking?.length ? el('p', { class: 'note' },
            'This session lacks ', lacking.map(name => [el('code', {}, name), ' ']), '.') : null;
        }

        """#
}
