extension DocsPage {
    /// A schema as a tree of fields with types, limits and words.
    static let schemaScript = #"""
        const idPrefix = pattern => /^\^([a-z]+)_\[0-7\]/.exec(pattern || '')?.[1];

        function typeWords(found) {
          const { schema, name, type } = found;
          let words = type || 'any value';
          const prefix = idPrefix(schema.pattern);
          if (prefix) words = `id ${prefix}_…`;
          else if (type === 'array') words = `array of ${plural(resolved(schema.items))}`;
          else if (type === 'object') words = name || 'object';
          else if (schema.format) words = `${type} · ${schema.format}`;
          return found.nullable ? `${words} or null` : words;
        }

        function plural(item) {
          const words = typeWords(item);
          return /^(string|integer|boolean|number|object)$/.test(words) ? `${words}s` : words;
        }

        const figure = number => Math.abs(number) >= 10000
          ? number.toLocaleString('en-US') : String(number);

        function span(low, high, unit) {
          if (low === undefined && high === undefined) return null;
          if (low === high) return `exactly ${figure(low)}${unit}`;
          if (high === undefined) return `at least ${figure(low)}${unit}`;
          if (low === undefined) return `at most ${figure(high)}${unit}`;
          return `${figure(low)} to ${figure(high)}${unit}`;
        }

        function rules(found, example) {
          const { schema } = found, list = [];
          const add = (...words) => list.push(el('li', {}, words));
          const isPlain = value => value !== undefined && value !== null
            && typeof value !== 'object';
          if (schema.enum) {
            const shown = schema.enum.filter(one => one !== null);
            add('one of ', shown.map((one, at) => [at ? ', ' : '', el('code', {}, one)]));
          }
          const size = span(schema.minLength, schema.maxLength, ' characters');
          const many = span(schema.minItems, schema.maxItems, ' items');
          const range = span(schema.minimum, schema.maximum, '');
          for (const words of [range, size, many]) if (words) add(words);
          if (schema.pattern && !idPrefix(schema.pattern)) {
            add('matches ', el('code', {}, schema.pattern));
          }
          if (schema.default !== undefined) {
            add('default ', el('code', {}, JSON.stringify(schema.default)));
          }
          const sample = isPlain(example) ? example : schema.examples?.[0];
          if (isPlain(sample) && !schema.enum && sample !== schema.default) {
            add('such as ', el('code', {}, String(sample)));
          }
          return list.length ? el('ul', { class: 'rules' }, list) : null;
        }

        function field(name, schema, options) {
          const found = resolved(schema);
          return el('div', { class: 'field' },
            el('div', { class: 'field-head' },
              el('span', { class: 'field-name' }, name),
              el('span', { class: 'type' }, typeWords(found)),
              options.place && el('span', { class: 'place' }, `in ${options.place}`),
              options.required && el('span', { class: 'need' }, 'required')),
            found.doc && el('p', { class: 'doc' }, prose(found.doc)),
            rules(found, options.example),
            nest(found, options.path || [], options.marks));
        }

        // What an object or an array's objects hold, folded away below the second floor.
        function nest(found, path, marks) {
          let inner = found;
          while (inner.type === 'array') inner = resolved(inner.schema.items);
          const members = Object.keys(inner.schema.properties || {});
          if (!members.length) {
            if (inner === found || !inner.schema.enum) return null;
            return rules(inner);
          }
          if (inner.name && path.includes(inner.name)) {
            return el('p', { class: 'hint' }, `As ${inner.name} above.`);
          }
          const whole = path.concat(inner.name || '·');
          const box = el('details', { class: 'nest', open: whole.length < 3 },
            el('summary', {}, `${members.length} field${members.length > 1 ? 's' : ''}`,
              inner.name ? ` of ${inner.name}` : ''));
          let isFilled = false;
          const expand = () => {
            if (isFilled || !box.open) return;
            isFilled = true;
            put(box, tree(inner, whole, marks));
          };
          box.addEventListener('toggle', expand);
          expand();
          return box;
        }

        // `marks` says whether required fields are marked: an answer has all of its own.
        function tree(found, path, marks) {
          const required = new Set(found.schema.required || []);
          const rows = Object.entries(found.schema.properties || {}).map(([name, schema]) =>
            field(name, schema, { required: marks && required.has(name), path, marks }));
          if (found.schema.additionalProperties === true && rows.length) {
            rows.push(el('div', { class: 'field' },
              el('p', { class: 'doc' }, 'Further members may follow.')));
          }
          return el('div', { class: 'card' }, rows);
        }

        function schemaPanel(schema, marks) {
          const found = resolved(schema);
          if (Object.keys(found.schema.properties || {}).length) {
            return tree(found, [found.name || '·'], marks);
          }
          return el('div', { class: 'card' }, field('body', schema, { marks }));
        }

        """#
}
