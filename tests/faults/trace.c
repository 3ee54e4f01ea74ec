/* Loaded into a process before its libraries: keeps, in order, what it writes below one folder, and each sync.
   A record is: kind, length of the path, offset, length of the data (17 bytes, as the machine keeps numbers), path, data.
   Kinds: W write, T truncate (offset is the new size), S sync, U unlink. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { MOST_FILES = 4096, TRACE_FD = 1000 };

static char *paths[MOST_FILES];
static const char *folder;
static int trace = -1;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static ssize_t plain_write(int file, const void *data, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    return real(file, data, length);
}

static int plain_open(const char *path, int flags, mode_t mode) {
    static int (*real)(const char *, int, ...);
    if (!real) real = next("open64");
    return real(path, flags, mode);
}

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("IOP_TRACE_FILE");
    folder = getenv("IOP_TRACE_FOLDER");
    if (!folder || !file) return;
    int opened = plain_open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    trace = dup2(opened, TRACE_FD);
    close(opened);
}

static int watched(const char *path) { return trace >= 0 && strncmp(path, folder, strlen(folder)) == 0; }

static const char *path_of(int file) { return file >= 0 && file < MOST_FILES ? paths[file] : NULL; }

static void keep(char kind, const char *path, uint64_t offset, const void *data, uint32_t length) {
    unsigned char head[17];
    uint32_t name = strlen(path);
    head[0] = kind;
    memcpy(head + 1, &name, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &length, 4);
    pthread_mutex_lock(&guard);
    plain_write(trace, head, sizeof head);
    plain_write(trace, path, name);
    if (length) plain_write(trace, data, length);
    pthread_mutex_unlock(&guard);
}

static int opened(const char *path, int flags, mode_t mode) {
    int file = plain_open(path, flags, mode);
    if (file >= 0 && file < MOST_FILES) {
        free(paths[file]);
        paths[file] = watched(path) ? strdup(path) : NULL;
    }
    return file;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return opened(path, flags, mode);
}

int close(int file) {
    static int (*real)(int);
    if (!real) real = next("close");
    if (file >= 0 && file < MOST_FILES) {
        free(paths[file]);
        paths[file] = NULL;
    }
    return real(file);
}

ssize_t pwrite64(int file, const void *data, size_t length, off_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = next("pwrite64");
    if (path_of(file)) keep('W', path_of(file), offset, data, length);
    return real(file, data, length, offset);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    return pwrite64(file, data, length, offset);
}

ssize_t write(int file, const void *data, size_t length) {
    if (path_of(file)) keep('W', path_of(file), lseek(file, 0, SEEK_END), data, length);
    return plain_write(file, data, length);
}

int ftruncate64(int file, off_t size) {
    static int (*real)(int, off_t);
    if (!real) real = next("ftruncate64");
    if (path_of(file)) keep('T', path_of(file), size, NULL, 0);
    return real(file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = next("fsync");
    int done = real(file);
    if (path_of(file)) keep('S', path_of(file), 0, NULL, 0);
    return done;
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = next("fdatasync");
    int done = real(file);
    if (path_of(file)) keep('S', path_of(file), 0, NULL, 0);
    return done;
}

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = next("unlink");
    if (watched(path)) keep('U', path, 0, NULL, 0);
    return real(path);
}
