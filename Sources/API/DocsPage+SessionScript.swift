extension DocsPage {
    /// The session: signing in, turning to another organization, forgetting. In memory only.
    static let sessionScript = #"""
        let session = null;
        const listeners = new Set();

        const jsonHeaders = { 'Content-Type': 'application/json' };

        async function ask(method, path, body, token) {
          const headers = body ? { ...jsonHeaders } : {};
          if (token) headers.Authorization = `Bearer ${token}`;
          const answer = await fetch(path, {
            method, headers, body: body && JSON.stringify(body), cache: 'no-store',
            credentials: 'omit',
          });
          const text = await answer.text();
          let value = null;
          try { value = JSON.parse(text); } catch { /* An answer that is no JSON has no words. */ }
          if (!answer.ok) {
            const error = new Error(
              value?.detail || value?.title || `Answered with ${answer.status}.`);
            error.problem = value?.type?.split('/').pop() || '';
            throw error;
          }
          remember(text);
          return value;
        }

        // Takes over an answer that holds tokens, whoever asked for it.
        function adopt(value) {
          if (typeof value?.access_token !== 'string') return false;
          session = {
            token: value.access_token, refresh: value.refresh_token,
            until: Date.parse(value.expires_at) || Infinity,
            account: value.account?.email || '', organization: value.organization || null,
            organizations: value.organizations || [], privileges: value.privileges || [],
          };
          sessionChanged();
          return true;
        }

        function forget() { session = null; sessionChanged(); }

        function useToken(token) {
          session = token ? {
            token, until: Infinity, account: 'own token', organization: null,
            organizations: [], privileges: null,
          } : null;
          sessionChanged();
        }

        function sessionChanged() {
          byID('who').textContent = session
            ? [session.organization?.name, session.account].filter(Boolean).join(' · ') : '';
          byID('who').title = byID('who').textContent;
          byID('sign-in').textContent = session ? 'Session' : 'Sign in';
          byID('sign-in').classList.toggle('quiet', Boolean(session));
          for (const listener of listeners) listener();
        }

        // The token for a request; one about to expire is exchanged first.
        async function currentToken() {
          if (!session) return '';
          if (session.refresh && session.until - Date.now() < 20000) {
            try {
              adopt(await ask('POST', '/v1/sessions/refresh',
                { refresh_token: session.refresh }));
            } catch { /* The old token says best itself why it no longer serves. */ }
          }
          return session.token;
        }

        function entry(label, input, hint, place) {
          input.id ||= freshID();
          const words = el('p', { class: 'hint', id: `${input.id}-hint` }, hint ? prose(hint) : '');
          if (hint) input.setAttribute('aria-describedby', words.id);
          return el('div', { class: 'entry' },
            el('label', { for: input.id }, label, place && el('span', { class: 'place' }, place)),
            input, hint && words);
        }

        async function attempt(form, work) {
          const note = form.querySelector('.note'), buttons = form.querySelectorAll('button');
          note.hidden = true;
          for (const button of buttons) button.disabled = true;
          try { await work(); } catch (error) {
            note.textContent = error.message;
            note.hidden = false;
          }
          for (const button of buttons) button.disabled = false;
        }

        function signInForm(done) {
          const email = el('input', { type: 'email', autocomplete: 'username', required: true });
          const password = el('input', {
            type: 'password', autocomplete: 'current-password', required: true,
          });
          const code = el('input', {
            name: 'second_factor', autocomplete: 'one-time-code', spellcheck: 'false',
            autocapitalize: 'none', maxlength: 50, 'data-mono': true,
          });
          const second = entry('Code of the second factor', code,
            'Six digits of the authenticator, or a recovery code.');
          second.hidden = true;
          const signIn = async () => {
            const body = { email: email.value, password: password.value };
            if (!second.hidden) body.second_factor = code.value.trim();
            try {
              adopt(await ask('POST', '/v1/sessions', body));
            } catch (error) {
              // Asked for only where the account has one, and again where it was used or wrong.
              if (/^second-factor-(required|wrong)$/.test(error.problem)) {
                second.hidden = false;
                code.required = true;
                code.value = '';
                setTimeout(() => code.focus());
              }
              throw error;
            }
            done();
          };
          // Another account may have none.
          email.addEventListener('input', () => {
            second.hidden = true;
            code.required = false;
            code.value = '';
          });
          return el('form', {
            onsubmit: event => {
              event.preventDefault();
              attempt(event.currentTarget, signIn);
            },
          }, el('p', { class: 'note wrong', role: 'alert', hidden: true }),
          entry('E-mail', email), entry('Password', password), second,
          el('button', {}, 'Sign in'));
        }

        function tokenForm(done) {
          const token = el('input', {
            type: 'password', autocomplete: 'off', spellcheck: 'false', 'data-mono': true,
          });
          token.value = session?.token || '';
          return el('form', {
            onsubmit: event => {
              event.preventDefault();
              useToken(token.value.trim());
              done();
            },
          }, entry('Access token', token, 'Kept in this page\'s memory; a reload forgets it.'),
          el('div', { class: 'row' }, el('button', { class: 'quiet' }, 'Use this token'),
            copyButton(() => token.value, 'the token')));
        }

        function sessionForm(done) {
          const choice = el('select', {}, session.organizations.map(one => el('option', {
            value: one.id, selected: one.id === session.organization?.id,
          }, `${one.name} (${one.state})`)));
          const turn = event => {
            event.preventDefault();
            attempt(event.currentTarget, async () => {
              const body = { refresh_token: session.refresh };
              if (choice.value) body.organization_id = choice.value;
              adopt(await ask('POST', '/v1/sessions/refresh', body));
              done();
            });
          };
          const leave = async () => {
            const token = session.token;
            forget();
            done();
            try { await ask('DELETE', '/v1/sessions/current', null, token); } catch { /* Gone. */ }
          };
          return el('form', { onsubmit: turn },
            el('p', { class: 'note wrong', role: 'alert', hidden: true }),
            el('p', {}, `Signed in as ${session.account}.`),
            session.organizations.length > 0 && entry('Organization', choice),
            el('div', { class: 'row' },
              session.refresh && el('button', {}, 'Refresh the token'),
              el('button', { type: 'button', class: 'quiet', onclick: leave }, 'Sign out')));
        }

        function openSession() {
          const dialog = byID('session'), done = () => dialog.close();
          fill(dialog, el('h2', { id: 'session-title' }, session ? 'Session' : 'Sign in'),
            session ? sessionForm(done) : signInForm(done),
            el('h3', {}, 'Or bring a token'), tokenForm(done),
            el('div', { class: 'label' },
              el('button', { type: 'button', class: 'quiet small', onclick: done }, 'Close')));
          dialog.showModal();
        }

        """#
}
