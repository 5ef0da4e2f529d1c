// Where errors of Swift are thrown. The runtime calls these two pointers before each throw (swift/stdlib/public/runtime/ErrorObject.h);
// Swift Testing gets its backtraces in the same way.
#include <stdatomic.h>
#include <stddef.h>

#include "internal.h"

extern _Atomic(sis_throw_handler) _swift_willThrow __attribute__((weak));
extern _Atomic(sis_typed_throw_handler) _swift_willThrowTypedImpl __attribute__((weak));

static sis_throw_handler handler, handler_before;
static sis_typed_throw_handler typed_handler, typed_handler_before;
/// A handler may throw itself, in what it calls.
static _Thread_local bool is_handling;

static void will_throw(void *error) {
    if (handler_before) handler_before(error);
    if (is_handling) return;
    is_handling = true;
    handler(error);
    is_handling = false;
}

static void will_throw_typed(void *value, const void *type, const void *conformance) {
    if (typed_handler_before) typed_handler_before(value, type, conformance);
    if (is_handling) return;
    is_handling = true;
    typed_handler(value, type, conformance);
    is_handling = false;
}

bool sis_watch_throws(sis_throw_handler untyped, sis_typed_throw_handler typed) {
    if (handler || !&_swift_willThrow || !&_swift_willThrowTypedImpl) return false;
    handler = untyped;
    typed_handler = typed;
    handler_before = atomic_exchange(&_swift_willThrow, will_throw);
    typed_handler_before = atomic_exchange(&_swift_willThrowTypedImpl, will_throw_typed);
    return true;
}
