package vn.hoso.core

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** Whatever is thrown at it: a sentence and a way on, never a crash, nothing lost. */
class BadInputTest {
    @Test
    fun `a phone that was shut says closed, a closed object says so, and what was saved is still there`() = Handset().use { handset ->
        val draft = handset.phone.birth()
        draft.put("child_name", "Nguyễn An")
        val phone = handset.phone
        phone.shut()
        phone.shut()
        val calls: List<() -> Unit> = listOf(
            { phone.home() }, { phone.search("khai sinh") }, { phone.tend() }, { phone.sync(Watch()) },
            { draft.form() }, { draft.put("child_name", "x") }, { draft.handIn() }, { draft.undo() },
        )
        for (call in calls) {
            val error = refused(call)
            assertEquals(ErrorKind.CLOSED to "closed", error.kind to error.code)
            assertTrue(error.text.isNotEmpty() && error.next.isNotEmpty())
        }
        phone.stop()
        draft.close()
        assertThrows(IllegalStateException::class.java) { draft.form() }
        handset.reopen()
        assertEquals("Nguyễn An", handset.phone.home().dossiers.single().forWhom)
    }

    @Test
    fun `two threads that type and read at once lose nothing`() = Handset().use { handset ->
        val pool = Executors.newFixedThreadPool(8)
        handset.phone.birth().use { draft ->
            val keys = listOf("child_name", "child_birth_date")
            val writers = keys.map { key ->
                Callable { repeat(40) { i -> draft.put(key, if (key == "child_name") "Nguyễn A$i".dropLast(1) else "02/09/2026") } }
            }
            val taps = List(2) { Callable { draft.setPaper("birth_note", PaperState.HAVE); Unit } }
            val readers = List(4) { Callable { repeat(20) { handset.phone.home(); draft.form(); draft.overview() } } }
            pool.invokeAll(writers + taps + readers).forEach { it.get(60, TimeUnit.SECONDS) }
            assertEquals("2026-09-02", draft.field("child_birth_date").value)
            assertEquals(PaperState.HAVE, draft.card("birth_note").state)
            assertTrue(handset.phone.doctor().healthy)
        }
        pool.shutdown()
    }

    @Test
    fun `texts of any kind are kept cleaned or refused with a sentence, never a crash`() = Handset().use { handset ->
        handset.phone.birth().use { draft ->
            draft.put("child_name", "Nguyễn An")
            val long = refused { draft.put("child_name", "ă".repeat(100_000)) }
            assertEquals(ErrorKind.REFUSED to "too_long", long.kind to long.code)
            assertEquals("Nguyễn An", draft.field("child_name").value)
            val cases = mapOf(
                "A\u0000B\u0007C\u001b" to "ABC",
                "Bé 👶🏽 Na" to "Bé 👶🏽 Na",
                "Nguye\u0302\u0303n" to "Nguyễn",
                "\u202eAn\u202c" to "An",
                "\ud800" to "?",
            )
            for ((typed, kept) in cases) {
                draft.put("child_name", typed)
                assertEquals(kept, draft.field("child_name").text)
            }
            draft.put("child_name", "   ")
            assertNull(draft.field("child_name").value)
            for (text in listOf("", " ", "\u0000", "👶", "a".repeat(100_000), "'; drop table dossier; --", "%_%")) {
                handset.phone.search(text)
                handset.phone.home(text = text)
                handset.phone.home(after = text)
                assertEquals(Scanned.Other, readQr(text))
                for (call in listOf({ handset.phone.guide(text) }, { handset.phone.begin(text) }, { handset.phone.draft(text) })) {
                    assertEquals(ErrorKind.NOT_FOUND, refused { call() }.kind)
                }
                assertEquals("no_field", refused { draft.put(text, "x") }.code)
                assertEquals("no_question", refused { draft.answer(text, "x") }.code)
                assertEquals("no_paper", refused { draft.setPaper(text, PaperState.HAVE) }.code)
                assertEquals(ErrorKind.NOT_FOUND, refused { draft.picture("birth_note", text) }.kind)
                assertTrue(refused { draft.resolve(text, Decision.Write(text), text) }.text.isNotEmpty())
            }
            assertEquals(1, handset.phone.home(limit = 0u).dossiers.size)
            assertTrue(handset.phone.doctor().healthy)
        }
    }

    @Test
    fun `what is no photo is refused with a sentence and leaves nothing behind`() = Handset().use { handset ->
        handset.phone.birth().use { draft ->
            val bad = mapOf(
                Photo.Bytes(byteArrayOf()) to "photo.damaged",
                Photo.Bytes("no picture".toByteArray()) to "photo.not_an_image",
                Photo.Bytes(jpeg(1).copyOf(500)) to "photo.damaged",
                Photo.File("/no/such/photo.jpg") to "no_file",
            )
            for ((photo, code) in bad) {
                val error = refused { draft.attach("birth_note", listOf(Photo.Bytes(jpeg(2)), photo)) }
                assertEquals(code, error.code)
                assertTrue(error.text.isNotEmpty() && error.next.isNotEmpty())
            }
            assertEquals("no_photo", refused { draft.attach("birth_note", emptyList()) }.code)
            assertEquals(0, draft.card("birth_note").pages.size)
            assertEquals(0, handset.disk.resolve("phone/photos").toFile().list()!!.size)
        }
    }

    @Test
    fun `a key that the platform can't give now is an error and never a fresh phone`() {
        var open = true
        val vault = Vault()
        val secrets = object : SecretStore {
            override fun load(): String? = if (open) vault.load() else throw IllegalStateException("the screen is locked")

            override fun create(secret: String) = vault.create(secret)
        }
        Handset(vault = secrets).use { handset ->
            handset.phone.birth().close()
            handset.phone.shut()
            open = false
            val error = refused { HoSo.open(handset.folder, secrets).close() }
            assertEquals(ErrorKind.LOCKED to "platform", error.kind to error.code)
            val other = refused { HoSo.open(handset.folder, Vault()).close() }
            assertEquals(ErrorKind.LOCKED, other.kind)
            open = true
            handset.reopen()
            assertEquals(1, handset.phone.home().dossiers.size)
        }
    }

    @Test
    fun `a sync that hangs ends when it is cancelled, when all is stopped, and when the phone is shut`() {
        Commune().use { commune ->
            Handset().use { handset ->
                val phone = handset.enrolled(commune).phone
                val draft = phone.birth()
                commune.freeze()
                val ends = listOf<(SyncTask) -> Unit>({ it.cancel() }, { phone.stop() }, { phone.shut() })
                for (end in ends) {
                    val watch = Watch()
                    val task = phone.sync(watch)
                    assertEquals("sync_runs", (handset.sync() as SyncOutcome.Failed).failed.code)
                    end(task)
                    assertEquals(SyncOutcome.Cancelled, watch.outcome())
                    task.close()
                }
                draft.close()
            }
        }
    }

    @Test
    fun `a damaged store is left alone and the daily copy takes its place`() = Handset().use { handset ->
        val phone = handset.phone
        phone.birth().use { it.put("child_name", "Nguyễn An") }
        phone.tend()
        phone.shut()
        val store = handset.disk.resolve("phone/dossiers.db").toFile()
        store.writeBytes(store.readBytes().also { it.fill(0, 100, 4000) })
        assertEquals("store_damaged", refused { handset.reopen() }.code)
        val aside = fallBack(handset.folder, handset.vault)
        assertTrue(handset.disk.resolve("phone/$aside").toFile().isDirectory)
        handset.reopen()
        assertEquals("Nguyễn An", handset.phone.home().dossiers.single().forWhom)
    }
}
