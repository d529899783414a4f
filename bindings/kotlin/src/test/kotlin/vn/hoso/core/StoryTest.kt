package vn.hoso.core

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** The story of the village as an Android app lives it: real library, real server, real disks. */
class StoryTest {
    @Test
    fun `a person finds what to do and what to bring without any signal`() = Handset().use { handset ->
        val phone = handset.phone
        val found = phone.search("lam khai sinh")
        assertEquals(BIRTH, found.hits.first().code)
        val strong = found.hits.first().pieces.filter { it.strong }.map { it.text.lowercase() }
        assertTrue("$strong", strong.containsAll(listOf("khai", "sinh")))
        assertEquals(found.hits.first().name, found.hits.first().pieces.joinToString("") { it.text })
        val guide = phone.guide(BIRTH)
        assertTrue(guide.sendAhead && guide.paperGroups.isNotEmpty() && guide.channels.isNotEmpty())
        assertTrue(guide.sourceText, guide.sourceText.contains("cán bộ xã chưa duyệt"))
        assertEquals("no_procedure", refused { phone.guide("9.999999") }.code)
    }

    @Test
    fun `what was typed is there after the app was killed and opened again`() = Handset().use { handset ->
        val id = handset.phone.birth().use { draft ->
            draft.put("child_name", "Nguyễn Thị Lan")
            draft.id()
        }
        handset.reopen()
        val line = handset.phone.home().dossiers.single()
        assertEquals(id, line.id)
        assertEquals("Nguyễn Thị Lan", line.forWhom)
        assertEquals(line, handset.phone.home(text = "nguyen lan").dossiers.single())
        assertEquals(line, handset.phone.search("lan").own.single())
        assertEquals(emptyList<DossierLine>(), handset.phone.home(text = "hoa").dossiers)
        handset.phone.draft(id).use { draft -> assertEquals("Nguyễn Thị Lan", draft.field("child_name").value) }
    }

    @Test
    fun `a wrong value is kept as typed and said so, and undo takes it back`() = Handset().use { handset ->
        handset.phone.birth().use { draft ->
            val filled = draft.put("child_birth_date", "32/13/2020")
            assertEquals(listOf("child_birth_date"), filled.problems.map { it.key })
            val field = draft.field("child_birth_date")
            assertEquals("32/13/2020", field.text)
            assertEquals(filled.problems.single().text, field.error)
            assertEquals(Keyboard.DATE, field.keyboard)
            draft.put("child_birth_date", "2/9/2026")
            assertEquals("2026-09-02" to "02/09/2026", draft.field("child_birth_date").let { it.value to it.text })
            assertNotNull(draft.overview().undo)
            assertNotNull(draft.undo())
            assertNull(draft.field("child_birth_date").value)
            assertNotNull(draft.redo())
            assertEquals("2026-09-02", draft.field("child_birth_date").value)
        }
    }

    @Test
    fun `pages are taken, ordered, taken again, removed and brought back, and are shown small`() = Handset().use { handset ->
        handset.phone.birth().use { draft ->
            val file = handset.disk.resolve("camera.png").toFile().apply { writeBytes(jpeg(3, kind = "png")) }
            val photos = listOf(Photo.Bytes(jpeg(1)), Photo.Bytes(jpeg(2)), Photo.File(file.path))
            val pages = draft.attach("birth_note", photos).pages.map { it.page }
            draft.movePage("birth_note", pages[2], 1u)
            assertEquals(listOf(pages[2], pages[0], pages[1]), draft.card("birth_note").pages.map { it.page })
            val before = draft.picture("birth_note", pages[0])
            draft.retake("birth_note", pages[0], Photo.Bytes(jpeg(4)))
            assertFalse(before.contentEquals(draft.picture("birth_note", pages[0])))
            draft.undo()
            assertArrayEquals(before, draft.picture("birth_note", pages[0]))
            assertEquals(2, draft.removePage("birth_note", pages[1]).papers.single { it.key == "birth_note" }.pages.size)
            draft.undo()
            assertEquals(3, draft.card("birth_note").pages.size)
            val small = javax.imageio.ImageIO.read(draft.picture("birth_note", pages[2], 64u).inputStream())
            assertEquals(64 to 48, small.width to small.height)
        }
    }

    @Test
    fun `a ready dossier goes ahead, the desk asks, the supplement closes it, and the appointment comes back`() {
        Commune().use { commune ->
            Handset().use { mother ->
                Handset().use { desk ->
                    mother.enrolled(commune)
                    val officer = desk.disk.resolve("officer").toString()
                    hoso("--data", officer, "enrol", "--server", commune.url, commune.code("officer"))
                    mother.phone.begin(BIRTH).use { draft ->
                        val error = refused { draft.handIn() }
                        assertEquals(ErrorKind.REFUSED to "not_ready", error.kind to error.code)
                        assertTrue(error.go == Go.CHECK && error.todo.isNotEmpty() && error.next.isNotEmpty())
                    }
                    mother.phone.readyBirth().use { draft ->
                        val receipt = draft.handIn()
                        assertTrue(receipt.text, receipt.text.contains("chưa phải Giấy tiếp nhận"))
                        assertEquals(receipt, draft.handIn())
                        assertEquals(Scanned.Receipt(receipt.number), readQr(receipt.qr))
                        assertEquals(receipt, draft.overview().receipt)
                        assertEquals(Place.HANDED_IN, draft.overview().place)

                        hoso("--data", officer, "desk", "ask", draft.id(), "--paper", "birth_note", "--text", "Ảnh bị mờ")
                        mother.synced()
                        val check = draft.check()
                        assertEquals(listOf("birth_note"), check.missing.map { it.key })
                        assertTrue(check.missing.single().askedFor)
                        assertEquals("birth_note", draft.overview().statuses.last().paper)
                        val card = draft.card("birth_note")
                        assertTrue(card.askedFor && card.missing!!.contains("Ảnh bị mờ"))

                        draft.retake("birth_note", card.pages.single().page, Photo.Bytes(jpeg(99)))
                        assertTrue(draft.overview().changedSinceHandIn)
                        assertTrue(draft.handIn().supplement)
                        hoso("--data", officer, "desk", "take", draft.id(), "--code", "H59.18-261125-0007", "--date", "2026-12-01")
                        mother.synced()
                        val last = draft.overview().statuses.last()
                        assertEquals("H59.18-261125-0007" to "01/12/2026", last.officialCode to last.dueText)
                        assertTrue(draft.summary().contains("H59.18-261125-0007"))
                    }
                }
            }
        }
    }

    @Test
    fun `where two phones disagree both values stand until a person picks one`() = Commune().use { commune ->
        Handset().use { mother ->
            mother.enrolled(commune)
            val hers = mother.phone.birth()
            mother.synced()
            mother.second().use { father ->
                father.synced()
                val his = father.phone.draft(hers.id())
                hers.put("child_name", "Nguyễn An")
                his.put("child_name", "Nguyễn Ân")
                mother.synced()
                assertEquals(1uL, father.synced().conflicts)
                assertEquals(1uL, mother.synced().conflicts)
                for (draft in listOf(hers, his)) {
                    val field = draft.field("child_name")
                    assertNull(field.value)
                    assertEquals(setOf("Nguyễn An", "Nguyễn Ân"), field.conflict.map { it.text }.toSet())
                    val error = refused { draft.put("child_name", "Nguyễn Ấn") }
                    assertEquals(Go.CONFLICTS to "in_conflict", error.go to error.code)
                }
                val conflict = his.conflicts().single()
                val pick = conflict.choices.single { it.who != "máy này" }
                assertEquals("stale", refused { his.resolve(conflict.key, Decision.Pick(pick.id), "0000") }.code)
                assertEquals(emptyList<Conflict>(), his.resolve(conflict.key, Decision.Pick(pick.id), conflict.basis))
                father.synced()
                mother.synced()
                for (draft in listOf(hers, his)) assertEquals("Nguyễn An", draft.field("child_name").value)
                his.close()
            }
            hers.close()
        }
    }

    @Test
    fun `what the other phone wrote while this screen was open is not replaced unseen`() = Commune().use { commune ->
        Handset().use { mother ->
            mother.enrolled(commune)
            val hers = mother.phone.birth()
            mother.synced()
            mother.second().use { father ->
                father.synced()
                val onScreen = hers.form().basis
                father.phone.draft(hers.id()).use { it.put("child_name", "Nguyễn Ân") }
                father.synced()
                mother.synced()
                hers.fill(listOf(FieldValue("child_name", "Nguyễn An")), onScreen)
                assertEquals(2, hers.field("child_name").conflict.size)
            }
            hers.close()
        }
    }

    @Test
    fun `deleting hides, comes back when the other phone wrote, and erasing is for ever`() = Commune().use { commune ->
        Handset().use { mother ->
            mother.enrolled(commune)
            val hers = mother.phone.birth()
            mother.synced()
            mother.second().use { father ->
                father.synced()
                hers.put(Shelf.DELETED)
                assertEquals(1, mother.phone.home(Shelf.DELETED).dossiers.size)
                father.phone.draft(hers.id()).use { it.put("child_name", "Nguyễn Ân") }
                mother.synced()
                father.synced()
                mother.synced()
                assertFalse(hers.overview().deleted)
                assertTrue(hers.overview().notes.any { it.contains("ở đây vừa sửa") })
                hers.put(Shelf.ARCHIVED)
                assertEquals(0 to 1, mother.phone.home().dossiers.size to mother.phone.home(Shelf.ARCHIVED).dossiers.size)
                hers.erase()
                mother.synced()
                father.synced()
                assertEquals("no_dossier", refused { father.phone.draft(hers.id()) }.code)
                assertEquals("no_dossier", refused { hers.overview() }.code)
            }
            hers.close()
        }
    }

    @Test
    fun `without signal everything is kept and said so, and photos wait for a free network where that was set`() {
        var network = Network.ABSENT
        val connectivity = object : Connectivity {
            override fun network() = network
        }
        Handset(connectivity).use { mother ->
            val draft = mother.phone.birth()
            draft.attach("birth_note", listOf(Photo.Bytes(jpeg(1))))
            val home = mother.phone.home()
            assertTrue(home.offline && home.note.contains("Không có sóng"))
            val failed = mother.sync() as SyncOutcome.Failed
            assertEquals(Go.ENROL, failed.failed.go)
            Commune().use { commune ->
                mother.enrolled(commune)
                assertEquals(Role.CITIZEN, mother.phone.account()!!.role)
                mother.phone.setSettings(Settings(100u, photosOnWifiOnly = true, lock = false))
                network = Network.METERED
                val first = mother.synced()
                assertTrue(first.photosWait && first.sent > 0uL && first.photosSent == 0uL)
                network = Network.FREE
                assertEquals(1uL, mother.synced().photosSent)
                assertNotNull(mother.phone.home().lastSync)
                assertNotEquals("", mother.phone.home().note)
            }
            val gone = mother.sync() as SyncOutcome.Failed
            assertEquals(ErrorKind.NETWORK, gone.failed.kind)
            draft.close()
        }
    }
}
