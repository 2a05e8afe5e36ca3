#ifndef DRAY_CSIMDJSON_H
#define DRAY_CSIMDJSON_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csimdjson_parser csimdjson_parser;

/// What a parse gave: the tape and its strings, which live until the parser is released.
typedef struct {
    csimdjson_parser *parser;
    const uint64_t *tape;
    const uint8_t *strings;
    int32_t error;
} csimdjson_result;

/// Parses with a parser of this thread's small store; `parser` is null when there is an error.
csimdjson_result csimdjson_parse(const uint8_t *bytes, size_t count, size_t depth);

/// Gives a parser back; one that has grown large is freed.
void csimdjson_release(csimdjson_parser *parser);

/// The library's sentence for an error.
const char *csimdjson_message(int32_t error);

#ifdef __cplusplus
}
#endif
#endif
