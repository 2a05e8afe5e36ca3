#include <microhttpd.h>
#include <poll.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* What the library offers only through variadic functions, which Swift cannot call. */

typedef void *(*mhd_uri_callback)(void *cls, const char *uri, struct MHD_Connection *connection);
typedef size_t (*mhd_unescape_callback)(void *cls, struct MHD_Connection *connection, char *text);

struct mhd_callbacks {
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    mhd_uri_callback uri;
    mhd_unescape_callback unescape;
};

/* A daemon without listening socket or thread of its own: connections are handed to it, and it
 * works when told to. The flag for suspending is given without its usual companion, the pipe that
 * wakes another thread: there is no other thread. */
static inline struct MHD_Daemon *mhd_start(struct mhd_callbacks callbacks, void *cls,
                                           size_t connection_memory, unsigned int timeout,
                                           unsigned int connection_limit) {
    unsigned int suspend_resume = MHD_ALLOW_SUSPEND_RESUME & ~(unsigned int)MHD_USE_ITC;
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_TURBO
                                | suspend_resume,
                            0, NULL, NULL, callbacks.access, cls,
                            MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, cls,
                            MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, cls,
                            MHD_OPTION_URI_LOG_CALLBACK, callbacks.uri, cls,
                            MHD_OPTION_UNESCAPE_CALLBACK, callbacks.unescape, cls,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
                            MHD_OPTION_CONNECTION_LIMIT, connection_limit,
                            MHD_OPTION_CONNECTION_TIMEOUT, timeout,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

static inline int mhd_epoll_descriptor(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

static inline void *mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static inline size_t mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* What the C library declares only for programs that ask for GNU's extensions. */

extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

static inline int accept_nonblocking(int socket, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
    return accept4(socket, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* poll()'s word for a peer that has closed its side. */
static const short poll_peer_closed = 0x2000;

/* The bytes that have arrived on a connection since it was opened; 0 when that is unknown. */
static inline unsigned long long bytes_arrived(int socket) {
    struct { struct tcp_info known; unsigned char rest[256]; } info = {0};
    socklen_t length = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return 0;
    /* tcpi_bytes_received: at its place in the kernel's structure, which the C library lacks. */
    if (length < 136) return 0;
    unsigned long long bytes;
    __builtin_memcpy(&bytes, (unsigned char *)&info + 128, sizeof bytes);
    return bytes;
}
