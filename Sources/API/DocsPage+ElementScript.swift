extension DocsPage {
    /// Making elements: whatever is shown goes through text nodes and named attributes.
    static let elementScript = #"""
        const byID = id => document.getElementById(id);

        // Attributes beginning with "on" are listeners; false and undefined leave one out.
        function el(name, attributes = {}, ...children) {
          const element = document.createElement(name);
          for (const [key, value] of Object.entries(attributes)) {
            if (value === undefined || value === false || value === null) continue;
            if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
            else element.setAttribute(key, value === true ? '' : String(value));
          }
          put(element, ...children);
          return element;
        }

        function put(element, ...children) {
          for (const child of children.flat(Infinity)) {
            if (child === undefined || child === null || child === false) continue;
            element.append(child instanceof Node ? child : String(child));
          }
        }

        function fill(element, ...children) {
          element.replaceChildren();
          put(element, ...children);
        }

        // What stands between backticks is code.
        const prose = text => String(text).split(/`([^`]*)`/)
          .map((part, index) => index % 2 ? el('code', {}, part) : part);

        let count = 0;
        const freshID = () => `f${count += 1}`;

        function copyButton(text, label) {
          const button = el('button', {
            type: 'button', class: 'quiet small', 'aria-label': `Copy ${label}`,
            onclick: async () => {
              let word = 'Copied';
              try { await navigator.clipboard.writeText(text()); } catch { word = 'Not allowed'; }
              button.textContent = word;
              setTimeout(() => { button.textContent = 'Copy'; }, 1500);
            },
          }, 'Copy');
          return button;
        }

        const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

        // JSON indented as text, so that no number is rounded and no member lost on the way.
        function indented(text) {
          let out = '', depth = 0, before = '';
          const turn = () => { out += '\n' + '  '.repeat(depth); };
          for (const token of text.match(tokens) || []) {
            const opens = before === '{' || before === '[';
            if (token === '}' || token === ']') {
              depth -= 1;
              if (!opens) turn();
              out += token;
            } else {
              if (opens || before === ',') turn();
              out += token === ':' ? ': ' : token;
              if (token === '{' || token === '[') depth += 1;
            }
            before = token;
          }
          return out;
        }

        const kinds = { t: 'literal', f: 'literal', n: 'literal', '"': 'string' };
        const paintLimit = 300000;

        // A block of JSON in colours; what is very long stays plain.
        function jsonBlock(text, label) {
          const block = el('pre', { tabindex: 0, role: 'region', 'aria-label': label });
          if (text.length > paintLimit) { block.textContent = text; return block; }
          let from = 0;
          for (const match of text.matchAll(/"(?:\\.|[^"\\])*"|[^\s{}[\],:"]+/g)) {
            put(block, text.slice(from, match.index));
            from = match.index + match[0].length;
            const isName = match[0][0] === '"' && /^\s*:/.test(text.slice(from, from + 3));
            const kind = isName ? 'name' : kinds[match[0][0]] || 'number';
            put(block, el('span', { class: `j-${kind}` }, match[0]));
          }
          put(block, text.slice(from));
          return block;
        }

        const jsonOf = value => JSON.stringify(value, null, 2);

        // A line over a block: its label and what can be done with it.
        const labelled = (label, block, ...buttons) =>
          [el('div', { class: 'label' }, label, buttons), block];

        """#
}
