extension DocsPage {
    /// The list at the side, the address, the keys, and the start.
    static let pageScript = #"""
        const filter = byID('filter'), main = byID('main'), side = byID('side');

        const matches = (operation, words) => {
          const text = [operation.id, operation.verb, operation.path, operation.summary,
            operation.tag, ...operation.privileges].join(' ').toLowerCase();
          return words.every(word => text.includes(word));
        };

        function listOperations() {
          const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
          const found = operations.filter(operation => matches(operation, words));
          const current = here();
          fill(byID('groups'), grouped(found).map(([tag, members]) =>
            el('details', { class: 'group', open: words.length > 0 || isOpen(tag, members, current),
              ontoggle: event => opened.set(tag, event.currentTarget.open) },
            el('summary', {}, titled(tag), el('small', {}, members.length)),
            el('ul', {}, members.map(operation => el('li', {}, el('a', {
              href: `#${operation.id}`, title: operation.path,
              'aria-current': operation.id === current ? 'page' : undefined,
            }, verbBadge(operation.verb), el('span', {}, sentence(operation)))))))));
          byID('none').hidden = found.length > 0;
        }

        const opened = new Map();
        const isOpen = (tag, members, current) => opened.get(tag)
          ?? (operations.length <= 40 || members.some(operation => operation.id === current));

        function here() {
          try { return decodeURIComponent(location.hash.slice(1)); } catch { return ''; }
        }

        function show(isFirst) {
          const place = here(), operation = named.get(place);
          const title = api.info?.title || 'API';
          if (operation) fill(main, operationPage(operation));
          else if (place === 'problems') fill(main, problemsPage());
          else if (place) {
            fill(main, el('h1', { tabindex: -1 }, 'There is no such operation'),
              el('p', {}, 'The ', el('a', { href: '#' }, 'overview'), ' lists all of them.'));
          } else fill(main, overviewPage());
          document.title = operation ? `${sentence(operation)} · ${title} API`
            : `${title} API`;
          if (operation) opened.set(operation.tag, true);
          drawer(false);
          listOperations();
          side.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
          if (isFirst) return;
          scrollTo({ top: 0, behavior: 'instant' });
          main.querySelector('h1')?.focus({ preventScroll: true });
        }

        function drawer(isShown) {
          side.classList.toggle('shown', isShown);
          byID('menu').setAttribute('aria-expanded', String(isShown));
        }

        function pressed(event) {
          const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
          if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey
            && !byID('session').open) {
            event.preventDefault();
            if (byID('menu').offsetParent) drawer(true);
            filter.focus();
            filter.select();
          } else if (event.key === 'Escape' && side.classList.contains('shown')) {
            drawer(false);
            byID('menu').focus();
          }
        }

        function filterPressed(event) {
          const links = [...side.querySelectorAll('details[open] a')];
          if (event.key === 'Enter' && links[0]) location.hash = links[0].hash;
          else if (event.key === 'ArrowDown' && links[0]) links[0].focus();
          else if (event.key === 'Escape') { filter.value = ''; listOperations(); }
          else return;
          event.preventDefault();
        }

        function sidePressed(event) {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (!step || event.target.tagName !== 'A') return;
          event.preventDefault();
          const links = [...side.querySelectorAll('details[open] a')];
          (links[links.indexOf(event.target) + step] || filter).focus();
        }

        async function start() {
          filter.addEventListener('input', listOperations);
          filter.addEventListener('keydown', filterPressed);
          side.addEventListener('keydown', sidePressed);
          document.addEventListener('keydown', pressed);
          byID('menu').addEventListener('click', () => drawer(!side.classList.contains('shown')));
          byID('sign-in').addEventListener('click', openSession);
          byID('skip').addEventListener('click', event => {
            event.preventDefault();
            main.focus();
          });
          try {
            const answer = await fetch('/openapi.json', { credentials: 'omit' });
            if (!answer.ok) throw new Error(`it answered with ${answer.status}`);
            take(await answer.json());
          } catch (error) {
            fill(main, el('p', { class: 'note wrong', role: 'alert' },
              `The document at /openapi.json could not be read: ${error.message}.`));
            return;
          }
          byID('title').textContent = api.info?.title || 'API';
          byID('version').textContent = api.info?.version || '';
          addEventListener('hashchange', () => show(false));
          show(true);
        }

        start();

        """#
}
