import Bedrock
import CPango

/// Why a document could not be set.
struct PaperFault: Error, CustomStringConvertible {
    let description: String
}

/// Where cairo puts the bytes of a file.
private final class Sink {
    var bytes: [UInt8] = []
}

/// How a text is set.
struct TextStyle: Hashable {
    /// In points.
    var size: Double
    var isBold = false
    /// Shades of ink, each 0 to 1.
    var ink = Ink.black
    var isRight = false
    /// How many lines it may take, of each paragraph.
    var lines = 1
}

/// What lines and letters are drawn with.
struct Ink: Hashable {
    let red, green, blue: Double

    static let black = Ink(red: 0.09, green: 0.11, blue: 0.14)
    static let soft = Ink(red: 0.38, green: 0.42, blue: 0.48)
    static let line = Ink(red: 0.82, green: 0.85, blue: 0.88)
    static let wash = Ink(red: 0.945, green: 0.955, blue: 0.965)
    static let accent = Ink(red: 0.05, green: 0.32, blue: 0.27)
}

/// A PDF that is being drawn. Used on one thread, from its making to its end.
final class Canvas {
    /// One after the other; the first there is for a letter is taken.
    private static let families = "Liberation Sans, DejaVu Sans, Noto Sans, sans-serif"

    let width: Double
    let height: Double
    private let sink = Sink()
    private let surface: OpaquePointer
    private let cairo: OpaquePointer
    private let layout: OpaquePointer
    private var fonts: [FontKey: OpaquePointer] = [:]

    private struct FontKey: Hashable {
        let size: Double
        let isBold: Bool
    }

    init(_ document: PaperDocument) {
        width = document.size.width
        height = document.size.height
        surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
                guard sink.bytes.count + Int(length) <= PaperLimits.bytes else {
                    return CAIRO_STATUS_WRITE_ERROR
                }
                sink.bytes.append(
                    contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque(), width, height)
        cairo = cairo_create(surface)
        layout = pango_cairo_create_layout(cairo)
        pango_context_set_language(
            pango_layout_get_context(layout), pango_language_from_string("en"))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        // A code that is broken over two lines has no hyphen that is not its own.
        let attributes = pango_attr_list_new()
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        let title = PaperText.clean("\(document.title) \(document.number)")
        say(CAIRO_PDF_METADATA_TITLE, title)
        say(CAIRO_PDF_METADATA_AUTHOR, PaperText.clean(document.sender.name))
        say(CAIRO_PDF_METADATA_CREATE_DATE, document.madeAt.rfc3339)
    }

    deinit {
        for font in fonts.values { pango_font_description_free(font) }
        g_object_unref(UnsafeMutableRawPointer(layout))
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    private func say(_ what: cairo_pdf_metadata_t, _ text: String) {
        cairo_pdf_surface_set_metadata(surface, what, text)
    }

    /// Ends the file; nothing is drawn any more.
    func finish() throws(PaperFault) -> [UInt8] {
        let drawn = cairo_status(cairo)
        cairo_surface_finish(surface)
        let written = cairo_surface_status(surface)
        for status in [drawn, written] where status != CAIRO_STATUS_SUCCESS {
            throw PaperFault(description: String(cString: cairo_status_to_string(status)))
        }
        return sink.bytes
    }

    /// What is drawn from now on stands on another page.
    func endPage() { cairo_show_page(cairo) }

    private func font(_ style: TextStyle) -> OpaquePointer {
        let key = FontKey(size: style.size, isBold: style.isBold)
        if let font = fonts[key] { return font }
        let font: OpaquePointer = pango_font_description_new()
        pango_font_description_set_family(font, Self.families)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(
            font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        fonts[key] = font
        return font
    }

    private func set(_ text: String, _ style: TextStyle, _ width: Double) {
        var text = PaperText.clean(text, lines: style.lines)
        pango_layout_set_font_description(layout, font(style))
        pango_layout_set_width(layout, Int32(max(1, width) * Double(PANGO_SCALE)))
        // What is more than so many lines high ends in an ellipsis.
        pango_layout_set_height(
            layout, Int32(Double(style.lines) * style.size * 1.3 * Double(PANGO_SCALE)))
        pango_layout_set_alignment(layout, style.isRight ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                pango_layout_set_text(layout, characters.baseAddress, Int32(bytes.count))
            }
        }
    }

    /// How high a text is in so much width.
    func measure(_ text: String, _ style: TextStyle, width: Double) -> Double {
        set(text, style, width)
        var size = PangoRectangle()
        pango_layout_get_extents(layout, nil, &size)
        return Double(size.height) / Double(PANGO_SCALE)
    }

    /// Draws a text with its top left corner there; answers how high it is.
    @discardableResult
    func draw(_ text: String, _ style: TextStyle, x: Double, y: Double, width: Double) -> Double {
        let height = measure(text, style, width: width)
        use(style.ink)
        cairo_save(cairo)
        // What towers over its line stays in it.
        cairo_rectangle(cairo, x - 1, y - 1, width + 2, height + 2)
        cairo_clip(cairo)
        cairo_move_to(cairo, x, y)
        pango_cairo_show_layout(cairo, layout)
        cairo_restore(cairo)
        return height
    }

    private func use(_ ink: Ink) {
        cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue)
    }

    func rule(_ ink: Ink, from x: Double, to end: Double, y: Double, thickness: Double) {
        fill(ink, x: x, y: y - thickness / 2, width: end - x, height: thickness)
    }

    func fill(_ ink: Ink, x: Double, y: Double, width: Double, height: Double) {
        use(ink)
        cairo_rectangle(cairo, x, y, width, height)
        cairo_fill(cairo)
    }

    func frame(_ ink: Ink, x: Double, y: Double, side: Double) {
        use(ink)
        cairo_set_line_width(cairo, 0.8)
        cairo_rectangle(cairo, x, y, side, side)
        cairo_stroke(cairo)
    }
}
