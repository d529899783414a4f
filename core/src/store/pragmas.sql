-- What was answered "saved" survives a power cut; deleted text does not stay in free pages.
pragma journal_mode = wal;
pragma synchronous = full;
pragma fullfsync = on;
pragma checkpoint_fullfsync = on;
pragma foreign_keys = on;
pragma secure_delete = on;
pragma temp_store = memory;
pragma cache_size = -2000;
