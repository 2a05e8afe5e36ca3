extension DocsPage {
    /// An operation's panels: its facts, its schema trees, the form to try it, the answer.
    static let panelStyle = #"""
        .verb { font: 700 10.5px/1.7 var(--mono); letter-spacing: 0.02em; text-align: center;
          border-radius: 4px; padding: 0 5px; text-transform: uppercase; display: inline-block;
          color: var(--get); background: var(--get-tint); }
        .verb.post { color: var(--post); background: var(--post-tint); }
        .verb.put { color: var(--put); background: var(--put-tint); }
        .verb.patch { color: var(--patch); background: var(--patch-tint); }
        .verb.delete { color: var(--delete); background: var(--delete-tint); }
        .tag { color: var(--soft); font-size: 13px; margin: 0 0 6px; }
        .pathline { display: flex; align-items: center; gap: 10px; margin: 14px 0 16px;
          padding: 9px 12px; background: var(--paper); border: 1px solid var(--line);
          border-radius: 9px; }
        .pathline .verb { font-size: 12.5px; padding: 1px 9px; }
        .pathline code { flex: 1; min-width: 0; overflow-wrap: anywhere; font-size: 14px; }
        .pathline em { font-style: normal; color: var(--accent); font-weight: 600; }
        .columns { display: grid; gap: 36px; grid-template-columns: minmax(0, 1fr); }
        @media (min-width: 1240px) {
          .jump { display: none; }
          .columns { grid-template-columns: minmax(0, 1fr) minmax(400px, 44%); }
          .trial { position: sticky; top: 78px; max-height: calc(100vh - 96px);
            overflow-y: auto; scrollbar-width: thin; }
        }
        .columns > * { min-width: 0; }
        .columns section:first-child > h2:first-child { margin-top: 8px; }

        .facts { display: flex; flex-wrap: wrap; gap: 6px; margin: 0 0 14px; padding: 0;
          list-style: none; }
        .facts li { font-size: 12.5px; border: 1px solid var(--line); background: var(--paper);
          border-radius: 20px; padding: 2px 11px; }
        .facts li code { border: 0; background: none; padding: 0; }
        .facts .key { border-color: transparent; background: var(--tint); color: var(--accent);
          font-weight: 600; }
        .facts .care { border-color: transparent; background: var(--warn-tint);
          color: var(--warn); }

        .card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
          overflow: hidden; }
        .field { padding: 11px 16px; border-top: 1px solid var(--line); }
        .field:first-child { border-top: 0; }
        .field-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 9px; }
        .field-name { font: 600 13.5px var(--mono); overflow-wrap: anywhere; }
        .type { color: var(--soft); font-size: 12.5px; font-family: var(--mono); }
        .need { color: var(--bad); font-size: 12px; font-weight: 600; }
        .place { color: var(--soft); font-size: 12px; }
        .doc { margin: 3px 0 0; font-size: 14px; color: var(--soft); }
        .rules { margin: 5px 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap;
          gap: 4px 6px; font-size: 12px; }
        .rules li { color: var(--soft); background: var(--sunk); border-radius: 4px;
          padding: 1px 7px; overflow-wrap: anywhere; max-width: 100%; }
        .rules code { font-size: 11.5px; background: none; border: 0; padding: 0; }
        .nest { margin-top: 8px; }
        .nest > summary { cursor: pointer; font-size: 12.5px; color: var(--accent);
          width: fit-content; padding: 2px 0; }
        .nest > .card { margin-top: 6px; border-radius: 8px; background: none; }
        .nest .field { padding: 9px 12px; }

        .reply { background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
          margin-bottom: 8px; overflow: hidden; }
        .reply > summary { display: flex; gap: 10px; align-items: baseline; cursor: pointer;
          padding: 9px 16px; font-size: 14px; list-style: none; }
        .reply > summary::-webkit-details-marker { display: none; }
        .reply > summary::after { content: ""; width: 6px; height: 6px; margin-left: auto;
          border-right: 1.6px solid var(--soft); border-bottom: 1.6px solid var(--soft);
          flex: none; transform: translateY(-3px) rotate(45deg); }
        .reply[open] > summary::after { transform: rotate(225deg); }
        .reply > div { padding: 2px 16px 14px; }
        .reply .none { padding: 0; margin: 0; }
        .code { font: 700 13px var(--mono); color: var(--bad); }
        .code.ok { color: var(--good); } .code.ask { color: var(--warn); }
        .peek { color: var(--soft); font-size: 13px; overflow: hidden; white-space: nowrap;
          text-overflow: ellipsis; min-width: 0; }
        .problems { margin: 0 0 10px; padding: 0; list-style: none; font-size: 14px; }
        .problems li { padding: 4px 0; }
        .label { display: flex; align-items: center; gap: 8px; margin: 14px 0 6px;
          font-size: 12.5px; font-weight: 600; color: var(--soft); }
        .label button { margin-left: auto; }
        .label button + button { margin-left: 0; }
        pre { margin: 0; padding: 11px 13px; background: var(--code); overflow: auto;
          border: 1px solid var(--line); border-radius: 8px; max-height: 440px; line-height: 1.5;
          white-space: pre; tab-size: 2; }
        pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
        .j-name { color: var(--name); } .j-string { color: var(--string); }
        .j-number { color: var(--number); } .j-literal { color: var(--literal); }

        .trial { background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
          padding: 18px; box-shadow: var(--shadow); align-self: start; }
        .trial form + div:not(:empty) { margin-top: 14px; }
        .trial h2 { margin: 0 0 12px; }
        .trial h3 { margin: 22px 0 8px; }
        .entry { margin-bottom: 11px; }
        .entry > label { display: flex; gap: 8px; align-items: baseline; font-size: 13px;
          font-weight: 600; margin-bottom: 3px; }
        .entry > label .place { font-weight: 400; }
        .hint { font-size: 12px; color: var(--soft); margin: 3px 0 0; }
        .hint.wrong { color: var(--bad); }
        .row { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
        .row > input:not([type="checkbox"]) { flex: 1; width: auto; min-width: 0; }
        .row label { font-size: 13px; display: flex; gap: 7px; align-items: center; }
        .note { border-radius: 8px; padding: 8px 12px; font-size: 13.5px; margin: 0 0 12px;
          background: var(--warn-tint); color: var(--warn); }
        .note.wrong { background: var(--bad-tint); color: var(--bad); }
        .note button { color: inherit; }
        .outcome { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap;
          padding: 8px 12px; border-radius: 8px; background: var(--sunk); font-size: 13.5px; }
        .outcome.ok { background: var(--good-tint); } .outcome.bad { background: var(--bad-tint); }
        .heads { width: 100%; border-collapse: collapse; font-size: 12.5px; }
        .heads td { border-top: 1px solid var(--line); padding: 4px 8px 4px 0;
          vertical-align: top; overflow-wrap: anywhere; font-family: var(--mono); }
        .heads td:first-child { color: var(--soft); white-space: nowrap; }

        .tile-card code { white-space: nowrap; }
        .lead { font-size: 17px; max-width: 68ch; margin-top: 8px; color: var(--soft); }
        .tiles { display: grid; gap: 12px; grid-template-columns:
          repeat(auto-fill, minmax(min(270px, 100%), 1fr)); margin: 18px 0 8px; }
        .tile-card { background: var(--paper); border: 1px solid var(--line); padding: 14px 16px;
          border-radius: 10px; }
        .tile-card p { margin: 4px 0 0; font-size: 13.5px; color: var(--soft); }
        .index { display: grid; grid-template-columns: 58px minmax(0, 1fr) minmax(0, 1.1fr) 84px;
          gap: 4px 12px; align-items: baseline; padding: 7px 16px; color: inherit; font-size: 14px;
          border-top: 1px solid var(--line); text-decoration: none; }
        .index:first-child { border-top: 0; }
        .index:hover { background: var(--tint); }
        .index code { overflow-wrap: anywhere; } .index span:nth-child(3) { color: var(--soft); }
        .index .place { text-align: right; }

        dialog { border: 1px solid var(--line); border-radius: 14px; padding: 22px; width: 430px;
          max-width: calc(100vw - 24px); max-height: calc(100vh - 40px); background: var(--paper);
          color: var(--ink); box-shadow: 0 20px 60px rgb(0 0 0 / 30%); }
        dialog::backdrop { background: rgb(8 16 14 / 45%); }
        dialog h2 { margin: 0 0 6px; } dialog h3 { margin: 20px 0 8px; }
        dialog .entry label { display: block; }
        @media (max-width: 700px) {
          .index { grid-template-columns: 58px minmax(0, 1fr); }
          .index span:nth-child(3) { grid-column: 2; }
          .index .place { grid-column: 2; text-align: left; }
          .field, .reply > summary, .reply > div { padding-left: 12px; padding-right: 12px; }
          .trial { padding: 14px; }
          .pathline .jump + button { display: none; }
        }

        """#
}
