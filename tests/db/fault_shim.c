/* Stands between a program and its disk (LD_PRELOAD, Linux): logs what is written and synced below
   one folder, with its bytes, and lets the n-th such call fail. Steered from inside the process
   through the fault_... functions; see fault_shim.py. Calls go to the kernel directly, so that
   nothing is looked up and a small compiler (tcc) will do. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char folder[4096];   /* without a slash at its end; "" watches nothing */
static int log_fd = -1;
static long seen, nth;      /* calls since fault_arm, the one that fails (0: none) */
static int error_given, goes_on, by_half;
static char kinds[32];      /* the kinds of calls that count, see record() */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

struct head { char kind; char pad[3]; uint32_t name; uint64_t at; uint64_t size; };

static void record(char kind, const char *name, uint64_t at, const void *data, uint64_t size)
{
    struct head head = { kind, {0, 0, 0}, (uint32_t)strlen(name), at, size };
    if (log_fd < 0)
        return;
    syscall(SYS_write, log_fd, &head, sizeof head);
    syscall(SYS_write, log_fd, name, head.name);
    if (data && size)
        syscall(SYS_write, log_fd, data, size);
}

/* What fails: 1 this call, 2 its second half, 0 nothing. */
static int fails(char kind)
{
    if (!nth || !strchr(kinds, kind))
        return 0;
    seen++;
    if (seen == nth && by_half)
        return 2;
    return seen == nth || (goes_on && seen > nth);
}

static int inside(const char *name)
{
    size_t length = strlen(folder), whole = strlen(name);
    if (!length || strncmp(name, folder, length) || (name[length] && name[length] != '/'))
        return 0;
    return whole < 4 || strcmp(name + whole - 4, "-shm");  /* shared memory, not data */
}

static int of_file(int fd, char *name)
{
    char link[64];
    long length;
    if (!folder[0] || fd == log_fd)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = syscall(SYS_readlinkat, AT_FDCWD, link, name, 4095);
    if (length <= 0)
        return 0;
    name[length] = 0;
    return inside(name) && !strstr(name, " (deleted)");
}

static int of_path(int at, const char *path, char *name)
{
    char start[4096] = "";
    if (!folder[0])
        return 0;
    if (path[0] != '/') {
        char link[64];
        long length;
        if (at == AT_FDCWD)
            strcpy(link, "/proc/self/cwd");
        else
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        length = syscall(SYS_readlinkat, AT_FDCWD, link, start, 4000);
        if (length <= 0)
            return 0;
        start[length] = '/';
        start[length + 1] = 0;
    }
    if (strlen(start) + strlen(path) > 4000)
        return 0;
    strcpy(name, start);
    strcat(name, path);
    return inside(name);
}

#define LOCKED(statement) do { int kept; pthread_mutex_lock(&turn); statement; \
    kept = errno; pthread_mutex_unlock(&turn); errno = kept; } while (0)

/* ---- what the tests call ---- */

void fault_watch(const char *below, const char *log)
{
    strncpy(folder, below, sizeof folder - 1);
    if (log_fd >= 0)
        syscall(SYS_close, log_fd);
    log_fd = log[0] ? (int)syscall(SYS_openat, AT_FDCWD, log,
                                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

void fault_arm(long which, int error, const char *of_kinds, int always, int half)
{
    LOCKED({
        seen = 0; nth = which; error_given = error; goes_on = always; by_half = half;
        strncpy(kinds, of_kinds, sizeof kinds - 1);
    });
}

long fault_seen(void) { return seen; }

void fault_mark(const char *words) { LOCKED(record('M', words, 0, NULL, 0)); }

/* ---- what the program calls ---- */

static ssize_t put(int fd, const void *data, size_t size, off_t at, int placed)
{
    char name[4096];
    ssize_t done = -1;
    if (!of_file(fd, name))
        return placed ? syscall(SYS_pwrite64, fd, data, size, at)
                      : syscall(SYS_write, fd, data, size);
    LOCKED({
        int failing = fails('W');
        if (failing == 1)
            errno = error_given;
        else {
            if (!placed)
                at = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
            if (failing == 2 && size > 1)
                size /= 2;
            done = placed ? syscall(SYS_pwrite64, fd, data, size, at)
                          : syscall(SYS_write, fd, data, size);
            if (done > 0)
                record('W', name, (uint64_t)at, data, (uint64_t)done);
        }
    });
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return put(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at)
{ return put(fd, data, size, at, 1); }

static int flush(int fd, long number)
{
    char name[4096];
    int done = -1;
    if (!of_file(fd, name))
        return (int)syscall(number, fd);
    LOCKED({
        if (fails('S'))
            errno = error_given;
        else if ((done = (int)syscall(number, fd)) == 0)
            record('S', name, 0, NULL, 0);
    });
    return done;
}

int fsync(int fd) { return flush(fd, SYS_fsync); }
int fdatasync(int fd) { return flush(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t size)
{
    char name[4096];
    int done = -1;
    if (!of_file(fd, name))
        return (int)syscall(SYS_ftruncate, fd, size);
    LOCKED({
        if (fails('T'))
            errno = error_given;
        else if ((done = (int)syscall(SYS_ftruncate, fd, size)) == 0)
            record('T', name, (uint64_t)size, NULL, 0);
    });
    return done;
}

int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

static int opened(int at, const char *path, int flags, mode_t mode)
{
    char name[4096];
    struct stat found;
    int fd = -1;
    if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE
        || !of_path(at, path, name))
        return (int)syscall(SYS_openat, at, path, flags, mode);
    LOCKED({
        int there = fstatat(at, path, &found, 0) == 0;
        if (!there && fails('C'))
            errno = error_given;
        else if ((fd = (int)syscall(SYS_openat, at, path, flags, mode)) >= 0) {
            if (!there)
                record('C', name, 0, NULL, 0);
            else if ((flags & O_TRUNC) && found.st_size)
                record('T', name, 0, NULL, 0);
        }
    });
    return fd;
}

#define MODE(flags, last) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; \
    va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...)
{ MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...)
{ MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...)
{ MODE(flags, flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...)
{ MODE(flags, flags) return opened(at, path, flags, mode); }

/* One call that changes a folder: a file or folder made, renamed, taken away. */
#define CHANGED(kind, name, call, to) do { \
    int done = -1; \
    LOCKED({ \
        if (fails(kind)) errno = error_given; \
        else if ((done = (int)(call)) == 0) record(kind, name, 0, to, strlen(to)); \
    }); \
    return done; } while (0)

int unlinkat(int at, const char *path, int flags)
{
    char name[4096];
    if (!of_path(at, path, name))
        return (int)syscall(SYS_unlinkat, at, path, flags);
    CHANGED('U', name, syscall(SYS_unlinkat, at, path, flags), "");
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode)
{
    char name[4096];
    if (!of_path(at, path, name))
        return (int)syscall(SYS_mkdirat, at, path, mode);
    CHANGED('D', name, syscall(SYS_mkdirat, at, path, mode), "");
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int renameat(int at, const char *path, int to_at, const char *to_path)
{
    char name[4096], to[4096];
    if (!of_path(at, path, name) || !of_path(to_at, to_path, to))
        return (int)syscall(SYS_renameat2, at, path, to_at, to_path, 0);
    CHANGED('R', name, syscall(SYS_renameat2, at, path, to_at, to_path, 0), to);
}

int rename(const char *path, const char *to) { return renameat(AT_FDCWD, path, AT_FDCWD, to); }
