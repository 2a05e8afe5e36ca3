#include <libpq-fe.h>

/* Ends a trip. libpq 17 and later can leave the flushing to the caller, so that several trips
   queued in one turn of the loop cost one system call; before that every sync sends at once. */
static inline int dray_pipeline_sync(PGconn *connection) {
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(connection);
#else
    return PQpipelineSync(connection);
#endif
}
