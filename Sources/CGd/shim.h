#include <gd.h>

static inline void gd_say_nothing(int priority, const char *format, va_list arguments) {
    (void)priority, (void)format, (void)arguments;
}

/* The library writes to standard error otherwise; Swift can make no function of a va_list. */
static inline void gd_be_quiet(void) { gdSetErrorMethod(gd_say_nothing); }
