extension DocsPage {
    /// Sending what the form says, and showing what came back.
    static let answerScript = #"""
        const showLimit = 2000000;

        async function perform(operation, request, parts) {
          const { send, outcome, inputs } = parts;
          if (request.missing.some(name => request.plain.includes(`{${name}}`))) {
            fill(outcome, el('p', { class: 'note wrong', role: 'alert' },
              `Say ${request.missing.join(', ')} first.`));
            inputs.find(({ one }) => request.missing.includes(one.name))?.input.focus();
            return false;
          }
          const stop = new AbortController();
          const cancel = el('button', {
            type: 'button', class: 'quiet', onclick: () => stop.abort(),
          }, 'Cancel');
          send.disabled = true;
          send.after(cancel);
          fill(outcome, el('p', { class: 'hint', role: 'status' }, 'Sending …'));
          try {
            const token = operation.signedIn ? await currentToken() : '';
            const headers = new Headers(request.headers);
            if (token) headers.set('Authorization', `Bearer ${token}`);
            const began = performance.now();
            const answer = await fetch(request.path, {
              method: request.method, headers, body: request.body || undefined,
              cache: 'no-store', credentials: 'omit', signal: stop.signal,
            });
            const text = await answer.text();
            shownAnswer(outcome, answer, text, performance.now() - began);
            outcome.scrollIntoView({ block: 'nearest' });
            learn(operation, request, answer, text);
            return answer.status < 500;
          } catch (error) {
            fill(outcome, el('p', { class: 'note wrong', role: 'alert' },
              error.name === 'AbortError' ? 'Cancelled; it may have been carried out all the same.'
                : `No answer: ${error.message}`));
            return false;
          } finally {
            send.disabled = false;
            cancel.remove();
          }
        }

        // Ids, versions and tokens that an answer holds serve the next request.
        function learn(operation, request, answer, text) {
          if (!answer.ok) return;
          remember(text);
          const tag = answer.headers.get('ETag');
          const made = answer.headers.get('Location');
          if (tag) seenTags.set(made || request.plain, tag);
          if (request.method === 'DELETE' && /^\/v1\/sessions(\/current)?$/.test(request.plain)) {
            forget();
          }
          if (/^\/v1\/sessions(\/refresh)?$/.test(request.plain)) {
            try { adopt(JSON.parse(text)); } catch { /* A list of sessions holds no tokens. */ }
          }
        }

        function shownAnswer(outcome, answer, text, milliseconds) {
          const type = answer.headers.get('Content-Type') || '';
          const names = [...answer.headers].sort(([one], [other]) => one < other ? -1 : 1);
          let shown = text, isJSON = false;
          if (/json/.test(type)) {
            try {
              JSON.parse(text);
              shown = indented(text);
              isJSON = true;
            } catch { /* Shown as it is. */ }
          }
          const isCut = shown.length > showLimit;
          if (isCut) shown = shown.slice(0, showLimit);
          const block = isJSON ? jsonBlock(shown, 'Body')
            : el('pre', { class: 'wrap', tabindex: 0, role: 'region', 'aria-label': 'Body' },
              shown);
          fill(outcome, el('h3', {}, 'Answer'),
            el('p', { class: `outcome ${answer.ok ? 'ok' : 'bad'}`, role: 'status' },
              el('span', { class: `code ${mood(answer.status)}` }, answer.status),
              el('b', {}, reasons[answer.status] || answer.statusText),
              el('span', { class: 'type' }, `${milliseconds.toFixed(0)} ms · ${
                figure(new Blob([text]).size)} bytes`)),
            text ? labelled(isCut ? 'Body, its beginning' : 'Body', block,
              copyButton(() => shown, 'the body')) : el('p', { class: 'hint' }, 'No body.'),
            el('details', { class: 'nest' }, el('summary', {}, `${names.length} headers`),
              el('table', { class: 'heads' }, el('tbody', {}, names.map(([name, value]) =>
                el('tr', {}, el('td', {}, name), el('td', {}, value)))))));
        }

        """#
}
