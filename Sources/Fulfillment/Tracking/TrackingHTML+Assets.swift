extension TrackingHTML {
    /// Puts what comes in the place of what was, and sees what became of a link that shows nothing.
    static let script = """
        (()=>{const m=document.querySelector('main'),p=location.pathname.replace(/\\/$/,'');\
        const s=new EventSource(p+'/events?seen='+m.dataset.version);\
        s.addEventListener('progress',e=>{m.innerHTML=JSON.parse(e.data).html});\
        s.addEventListener('gone',()=>{s.close();location.reload()})})()
        """

    static let style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#5d6673;--line:#d9dee5;--paper:#fff;\
        --ground:#f4f6f8;--go:#0b6e4f;--wash:#e2f3ec;--stop:#a3341f}
        @media(prefers-color-scheme:dark){:root{--ink:#eceff3;--soft:#9aa5b3;--line:#343c47;\
        --paper:#1c2229;--ground:#12161b;--go:#5fd3a6;--wash:#173a2e;--stop:#ff9c86}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);\
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:42rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
        h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0;text-wrap:balance}
        h2{font-size:1.1rem;margin:2rem 0 .75rem}h3{font-size:1rem;margin:0}p{margin:0}
        .seller{color:var(--soft);font-weight:600}.number{color:var(--soft)}
        .number b{color:var(--ink);font-variant-numeric:tabular-nums}
        .way{list-style:none;margin:2rem 0 0;padding:1.25rem 1.25rem .25rem;\
        background:var(--paper);border:1px solid var(--line);border-radius:14px}
        .way li{position:relative;display:flex;flex-wrap:wrap;justify-content:space-between;\
        gap:0 1rem;padding:0 0 1.25rem 2rem;color:var(--soft)}
        .way li::before{content:"";position:absolute;left:0;top:.3rem;width:.9rem;height:.9rem;\
        border-radius:50%;border:2px solid var(--line);background:var(--paper);z-index:1}
        .way li:not(:last-child)::after{content:"";position:absolute;left:.4rem;top:.8rem;\
        bottom:-.5rem;width:2px;background:var(--line)}
        .way .done,.way .now{color:var(--ink)}
        .way .done::before,.way .now::before{background:var(--go);border-color:var(--go)}
        .way li.done:not(:last-child)::after{background:var(--go)}
        .way .now::before{box-shadow:0 0 0 4px var(--wash)}
        .way .next b{font-weight:400}
        .way span{color:var(--soft);font-variant-numeric:tabular-nums}
        .off .now::before,.off .done::before{background:var(--stop);border-color:var(--stop);\
        box-shadow:none}
        .off li.done:not(:last-child)::after{background:var(--stop)}
        article{background:var(--paper);border:1px solid var(--line);border-radius:14px;\
        padding:1.25rem;margin:0 0 1rem}
        .top{display:flex;justify-content:space-between;align-items:center;gap:1rem}
        .tag{font-size:.8rem;font-weight:600;padding:.15rem .7rem;border-radius:1rem;\
        white-space:nowrap;border:1px solid var(--line);color:var(--soft)}
        .tag.here{background:var(--wash);border-color:var(--wash);color:var(--go)}
        dl{margin:.75rem 0 0}dl div{display:flex;justify-content:space-between;gap:1rem;\
        padding:.3rem 0}
        dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere;\
        font-variant-numeric:tabular-nums}
        article a{display:inline-block;margin-top:.75rem;color:var(--go);font-weight:600}
        .goods{list-style:none;margin:0;padding:0}
        .goods li{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;\
        padding:.35rem 0;overflow-wrap:anywhere}
        .goods b{font-weight:600}.goods li>span:first-child{color:var(--soft)}
        .goods li b{color:var(--ink)}
        .note{margin-top:1.75rem;color:var(--soft);font-size:.875rem}
        """
}
