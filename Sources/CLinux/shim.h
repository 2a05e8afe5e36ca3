#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/* prctl is variadic, which Swift cannot call. */
static inline int name_this_thread(const char *name) {
    return prctl(PR_SET_NAME, name, 0, 0, 0);
}
