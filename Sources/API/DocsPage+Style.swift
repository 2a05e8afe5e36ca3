extension DocsPage {
    /// Colours, the frame and what stands in it everywhere.
    static let style = #"""
        :root {
          color-scheme: light dark;
          --paper: #ffffff; --sunk: #f5f6f4; --code: #f3f5f3; --line: #dfe3df; --strong: #b9c1bb;
          --ink: #18211f; --soft: #55615d; --accent: #0e6b63; --accent-ink: #ffffff;
          --tint: #e3f1ee; --warn: #8a4b00; --warn-tint: #fdf1dd; --bad: #b3261e;
          --bad-tint: #fcebe9; --good: #1d6b34; --good-tint: #e5f4e8;
          --get: #0b5cad; --get-tint: #e4effb; --post: #1d6b34; --post-tint: #e5f4e8;
          --put: #8a4b00; --put-tint: #fdf1dd; --patch: #6a3fa0; --patch-tint: #f1eafa;
          --delete: #b3261e; --delete-tint: #fcebe9;
          --string: #1d6b34; --number: #0b5cad; --literal: #8a3d8f; --name: #7a3e00;
          --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas,
            "DejaVu Sans Mono", monospace;
          --shadow: 0 1px 2px rgb(20 40 30 / 7%), 0 4px 16px rgb(20 40 30 / 5%);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #151a19; --sunk: #101413; --code: #0f1413; --line: #2a3230;
            --strong: #4a5652; --ink: #e6ebe8; --soft: #9daaa5; --accent: #56c2b3;
            --accent-ink: #06201d; --tint: #153431; --warn: #f0b65f; --warn-tint: #35280f;
            --bad: #ff9388; --bad-tint: #3b1b18; --good: #7fd396; --good-tint: #14301c;
            --get: #82b9f5; --get-tint: #14293f; --post: #7fd396; --post-tint: #14301c;
            --put: #f0b65f; --put-tint: #35280f; --patch: #c4a3f0; --patch-tint: #2a1f3d;
            --delete: #ff9388; --delete-tint: #3b1b18;
            --string: #8fd6a2; --number: #8fc1f7; --literal: #e0a2e4; --name: #f0c27c;
            --shadow: 0 1px 2px rgb(0 0 0 / 40%);
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { scroll-padding-top: 72px; }
        body {
          margin: 0; background: var(--sunk); color: var(--ink);
          font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
            "DejaVu Sans", sans-serif;
          -webkit-text-size-adjust: 100%;
        }
        h1, h2, h3 { line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
        h1 { font-size: 27px; }
        h2 { font-size: 17px; margin: 34px 0 12px; }
        h3 { font-size: 14px; }
        p { margin: 0 0 12px; }
        a { color: var(--accent); }
        code, pre, kbd, .mono, textarea { font-family: var(--mono); font-size: 13px; }
        p code, li code, dd code, .doc code {
          background: var(--code); border: 1px solid var(--line); border-radius: 4px;
          padding: 0 4px; font-size: 0.88em; overflow-wrap: anywhere;
        }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        main:focus, h1:focus { outline: none; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap; }
        .skip { position: absolute; left: 12px; top: -60px; z-index: 30; padding: 8px 14px;
          background: var(--accent); color: var(--accent-ink); border-radius: 6px; }
        .skip:focus { top: 10px; }

        button, .button {
          font: inherit; font-size: 14px; font-weight: 600; color: var(--accent-ink);
          background: var(--accent); border: 1px solid var(--accent); border-radius: 7px;
          padding: 6px 14px; cursor: pointer; min-height: 36px; white-space: nowrap;
        }
        button:hover { filter: brightness(1.08); }
        button.quiet { background: transparent; color: var(--ink); border-color: var(--line);
          font-weight: 500; }
        button.quiet:hover { border-color: var(--strong); background: var(--sunk); }
        button.small { font-size: 12.5px; min-height: 28px; padding: 2px 10px; }
        button:disabled { opacity: 0.55; cursor: default; }
        input, select, textarea {
          font-size: 14px; width: 100%; color: var(--ink); background: var(--paper);
          border: 1px solid var(--strong); border-radius: 7px; padding: 7px 10px;
          min-height: 36px;
        }
        input, select { font-family: inherit; }
        input.mono, input[data-mono] { font-family: var(--mono); font-size: 13px; }
        input[type="checkbox"] { width: 16px; height: 16px; min-height: 0; margin: 0;
          accent-color: var(--accent); flex: none; }
        input[type="file"] { padding: 5px; }
        textarea { resize: vertical; line-height: 1.5; font-size: 13px; tab-size: 2; }
        ::placeholder { color: var(--soft); opacity: 0.85; }

        .top { position: sticky; top: 0; z-index: 20; display: flex; align-items: center;
          gap: 12px; height: 58px; padding: 0 20px; background: var(--paper);
          border-bottom: 1px solid var(--line); }
        .brand { display: flex; align-items: center; gap: 10px; color: var(--ink);
          text-decoration: none; font-size: 17px; }
        .brand svg { fill: #fff; } .brand .tile { fill: #0e6b63; }
        .version { font-size: 12px; color: var(--soft); border: 1px solid var(--line);
          border-radius: 20px; padding: 0 8px; }
        .grow { flex: 1; }
        .plain { color: var(--soft); text-decoration: none; font-size: 14px; }
        .plain:hover { color: var(--accent); text-decoration: underline; }
        .who { font-size: 13px; color: var(--soft); overflow: hidden; text-overflow: ellipsis;
          white-space: nowrap; max-width: 320px; min-width: 0; }
        .top > button, .brand { flex: none; }
        .menu { display: none; width: 40px; padding: 0; position: relative; }
        .menu span, .menu span::before, .menu span::after { content: ""; position: absolute;
          left: 11px; width: 16px; height: 2px; background: currentColor; border-radius: 1px; }
        .menu span { top: 16px; }
        .menu span::before { left: 0; top: -5px; } .menu span::after { left: 0; top: 5px; }

        .frame { display: grid; grid-template-columns: 296px minmax(0, 1fr); }
        .side { position: sticky; top: 58px; height: calc(100vh - 58px);
          height: calc(100dvh - 58px); overflow-y: auto; padding: 16px 12px 40px 16px;
          background: var(--paper); border-right: 1px solid var(--line);
          overscroll-behavior: contain; scrollbar-width: thin; }
        .find { position: relative; margin-bottom: 12px; }
        .find input { padding-right: 34px; background: var(--sunk); border-color: var(--line); }
        .find kbd { position: absolute; right: 9px; top: 8px; border: 1px solid var(--line);
          border-radius: 4px; padding: 0 6px; font-size: 12px; color: var(--soft);
          background: var(--paper); pointer-events: none; }
        .find input:focus + kbd { visibility: hidden; }
        .none { color: var(--soft); padding: 0 8px; }
        .group summary { cursor: pointer; list-style: none; padding: 7px 8px; font-weight: 600;
          font-size: 13px; border-radius: 6px; display: flex; align-items: center; gap: 8px; }
        .group summary::-webkit-details-marker { display: none; }
        .group summary::before { content: ""; width: 5px; height: 5px; flex: none; opacity: 0.6;
          border-right: 1.6px solid; border-bottom: 1.6px solid; transform: rotate(-45deg); }
        .group[open] > summary::before { transform: rotate(45deg); }
        .group summary:hover { background: var(--sunk); }
        .group summary small { color: var(--soft); font-weight: 400; margin-left: auto; }
        .group ul { list-style: none; margin: 0 0 6px; padding: 0; }
        .group a { display: grid; grid-template-columns: 46px minmax(0, 1fr); gap: 8px;
          align-items: baseline; padding: 4px 8px; border-radius: 6px; color: var(--soft);
          text-decoration: none; font-size: 13.5px; line-height: 1.4; }
        .group a:hover { background: var(--sunk); color: var(--ink); }
        .group a[aria-current] { background: var(--tint); color: var(--ink); font-weight: 600; }

        main { min-width: 0; padding: 30px 34px 90px; max-width: 1340px; }
        .wait { color: var(--soft); padding: 20px; }
        @media (max-width: 900px) {
          .frame { grid-template-columns: minmax(0, 1fr); }
          .menu { display: block; }
          .side { display: none; position: fixed; inset: 58px 0 0 0; z-index: 15;
            border-right: 0; }
          .side.shown { display: block; }
          .group a { padding: 8px; font-size: 15px; }
          .wide, .find kbd, .version { display: none; }
          .top { padding: 0 12px; gap: 8px; } .who { max-width: 26vw; }
          main { padding: 22px 16px 70px; }
          input, select, textarea { font-size: 16px; }
          h1 { font-size: 23px; }
        }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }

        """#
}
