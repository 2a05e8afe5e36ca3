/// The page at /docs: one HTML document that asks for nothing but /openapi.json.
///
/// Its script makes elements and sets their text; no value of the document or of an answer is
/// ever read as HTML. A token that is typed in or signed in for stays in the page's memory.
enum DocsPage {
    /// The page's bytes, the same for every document.
    static func html() -> [UInt8] {
        let script = [
            elementScript, documentScript, schemaScript, operationScript, overviewScript,
            sessionScript, trialScript, answerScript, pageScript,
        ].joined(separator: "\n")
        let page = [
            head, "<style>\n", style, panelStyle, "</style>\n</head>\n", body,
            "<script>\n'use strict';\n(() => {\n", script, "})();\n</script>\n</body>\n</html>\n",
        ]
        return page.flatMap { Array($0.utf8) }
    }

    private static let head = #"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Dray API</title>
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
         viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230e6b63'/%3E%3Cpath
         d='M5 12h15l3 5h4v4H5z' fill='%23fff'/%3E%3Ccircle cx='11' cy='23' r='3.4' fill='%23fff'
         /%3E%3Ccircle cx='22' cy='23' r='3.4' fill='%23fff'/%3E%3C/svg%3E">

        """#

    private static let body = #"""
        <body>
        <a class="skip" href="#main" id="skip">Skip to the content</a>
        <header class="top">
          <button class="menu quiet" id="menu" type="button" aria-expanded="false"
            aria-controls="side" aria-label="Operations"><span></span></button>
          <a class="brand" href="#" aria-label="Dray, overview">
            <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
              <rect width="32" height="32" rx="7" class="tile"/>
              <path d="M5 12h15l3 5h4v4H5z"/><circle cx="11" cy="23" r="3.4"/>
              <circle cx="22" cy="23" r="3.4"/>
            </svg>
            <b id="title">Dray</b><span class="version" id="version"></span></a>
          <span class="grow"></span>
          <a class="wide plain" href="/openapi.json">openapi.json</a>
          <span class="who" id="who" role="status"></span>
          <button type="button" id="sign-in">Sign in</button>
        </header>
        <div class="frame">
          <nav class="side" id="side" aria-label="Operations">
            <div class="find">
              <label class="hidden" for="filter">Filter operations</label>
              <input id="filter" type="search" placeholder="Filter operations" autocomplete="off"
                spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd>
            </div>
            <div id="groups"></div>
            <p class="none" id="none" role="status" hidden>Nothing matches.</p>
          </nav>
          <main id="main" tabindex="-1"><p class="wait">Reading the document …</p></main>
        </div>
        <dialog id="session" aria-labelledby="session-title"></dialog>
        <noscript><p class="wait">This page needs its script; the API as a file is
          <a href="/openapi.json">openapi.json</a>.</p></noscript>

        """#
}
