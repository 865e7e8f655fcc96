// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault_vfs.h"

#include <sqlite3.h>
#include <stddef.h>

static enum fault armed;
static uint64_t nth_call, calls, changes;
static bool again, fired;

void fault_arm(enum fault kind, uint64_t nth, bool for_ever)
{
	armed = kind;
	nth_call = nth;
	again = for_ever;
	calls = 0;
	fired = false;
}

bool fault_fired(void)
{
	return fired;
}

uint64_t fault_changes(void)
{
	return changes;
}

static bool fails(enum fault kind)
{
	if (kind != armed || ++calls < nth_call || (calls > nth_call && !again))
		return false;
	fired = true;
	return true;
}

/* Our file, with the default VFS's file right behind it. */
struct fault_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_file *real(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

static int f_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int f_read(sqlite3_file *file, void *data, int size, sqlite3_int64 at)
{
	if (fails(FAULT_READ))
		return SQLITE_IOERR_READ;
	return real(file)->pMethods->xRead(real(file), data, size, at);
}

static int f_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
	bool io = fails(FAULT_WRITE), full = fails(FAULT_FULL);

	changes++;
	if (io || full) {
		real(file)->pMethods->xWrite(real(file), data, size / 2, at);
		return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	}
	return real(file)->pMethods->xWrite(real(file), data, size, at);
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	changes++;
	if (fails(FAULT_TRUNCATE))
		return SQLITE_IOERR_TRUNCATE;
	return real(file)->pMethods->xTruncate(real(file), size);
}

static int f_sync(sqlite3_file *file, int flags)
{
	changes++;
	if (fails(FAULT_SYNC))
		return SQLITE_IOERR_FSYNC;
	return real(file)->pMethods->xSync(real(file), flags);
}

static int f_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	return real(file)->pMethods->xFileSize(real(file), ret_size);
}

static int f_lock(sqlite3_file *file, int lock)
{
	return real(file)->pMethods->xLock(real(file), lock);
}

static int f_unlock(sqlite3_file *file, int lock)
{
	return real(file)->pMethods->xUnlock(real(file), lock);
}

static int f_reserved(sqlite3_file *file, int *ret_reserved)
{
	return real(file)->pMethods->xCheckReservedLock(real(file), ret_reserved);
}

static int f_control(sqlite3_file *file, int op, void *argument)
{
	return real(file)->pMethods->xFileControl(real(file), op, argument);
}

static int f_sector(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int f_device(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int f_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret_memory)
{
	return real(file)->pMethods->xShmMap(real(file), page, size, extend, ret_memory);
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *file)
{
	real(file)->pMethods->xShmBarrier(real(file));
}

static int f_shm_unmap(sqlite3_file *file, int remove)
{
	return real(file)->pMethods->xShmUnmap(real(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* shared memory, but no memory-mapped reads: they would pass us by */
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_reserved,
	.xFileControl = f_control,
	.xSectorSize = f_sector,
	.xDeviceCharacteristics = f_device,
	.xShmMap = f_shm_map,
	.xShmLock = f_shm_lock,
	.xShmBarrier = f_shm_barrier,
	.xShmUnmap = f_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
		    int *ret_flags)
{
	struct fault_file *ours = (struct fault_file *)file;
	sqlite3_vfs *base = vfs->pAppData;
	int code;

	ours->base.pMethods = NULL;
	if (fails(FAULT_OPEN))
		return SQLITE_CANTOPEN;
	ours->real = (sqlite3_file *)(ours + 1);
	code = base->xOpen(base, name, ours->real, flags, ret_flags);
	if (code == SQLITE_OK)
		ours->base.pMethods = &methods;
	return code;
}

static sqlite3_mem_methods memory;

static void *m_malloc(int size)
{
	return fails(FAULT_MEMORY) ? NULL : memory.xMalloc(size);
}

static void *m_realloc(void *old, int size)
{
	return fails(FAULT_MEMORY) ? NULL : memory.xRealloc(old, size);
}

void fault_install(void)
{
	static sqlite3_vfs vfs;
	sqlite3_mem_methods hooked;
	sqlite3_vfs *base;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
	hooked = memory;
	hooked.xMalloc = m_malloc;
	hooked.xRealloc = m_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &hooked);
	base = sqlite3_vfs_find(NULL);
	vfs = *base;
	vfs.zName = FAULT_VFS;
	vfs.pAppData = base;
	vfs.szOsFile = base->szOsFile + (int)sizeof(struct fault_file);
	vfs.xOpen = vfs_open;
	sqlite3_vfs_register(&vfs, 0);
}
