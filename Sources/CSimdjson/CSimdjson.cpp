#include "CSimdjson.h"

#include <memory>
#include <simdjson.h>

// Several documents may be open on a thread at once, so each takes a parser from a small store.
struct csimdjson_parser {
    simdjson::dom::parser parser;
    size_t depth = 0;
};

namespace {
constexpr int kept = 2;
// A parser takes some fourteen bytes for each byte of the largest document it has seen.
constexpr size_t largest_kept = 1 << 17;

struct store {
    std::unique_ptr<csimdjson_parser> idle[kept];
};
thread_local store parsers;

csimdjson_parser *take() {
    for (auto &slot : parsers.idle) {
        if (slot) return slot.release();
    }
    return new (std::nothrow) csimdjson_parser();
}
}  // namespace

extern "C" csimdjson_result csimdjson_parse(const uint8_t *bytes, size_t count, size_t depth) {
    csimdjson_parser *taken = take();
    if (!taken) return {nullptr, nullptr, nullptr, simdjson::MEMALLOC};
    if (taken->depth != depth) {
        auto error = taken->parser.allocate(4096, depth);
        if (error) {
            delete taken;
            return {nullptr, nullptr, nullptr, error};
        }
        taken->depth = depth;
    }
    auto error = taken->parser.parse(bytes, count, true).error();
    if (error) {
        csimdjson_release(taken);
        return {nullptr, nullptr, nullptr, error};
    }
    return {taken, taken->parser.doc.tape.get(), taken->parser.doc.string_buf.get(), 0};
}

extern "C" void csimdjson_release(csimdjson_parser *parser) {
    if (parser->parser.capacity() <= largest_kept) {
        for (auto &slot : parsers.idle) {
            if (slot) continue;
            slot.reset(parser);
            return;
        }
    }
    delete parser;
}

extern "C" const char *csimdjson_message(int32_t error) {
    return simdjson::error_message(static_cast<simdjson::error_code>(error));
}
