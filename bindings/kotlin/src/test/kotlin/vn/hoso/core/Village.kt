package vn.hoso.core

import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.io.Closeable
import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import javax.imageio.ImageIO
import org.junit.Assert.assertEquals
import org.junit.Assert.fail

const val BIRTH = "1.001193"
private const val COMMUNE = "25456"

/** A real `hoso server` of a commune on loopback, in a folder of its own; it ends with the test. */
class Commune : Closeable {
    private val folder: Path = Files.createTempDirectory("hoso-server")
    private val dir = folder.toString()
    private val process: Process
    val url: String

    init {
        hoso("server", "commune", "add", COMMUNE, "Xã Tân Hòa", "--dir", dir)
        // It also ends when its input closes, so it never outlives these tests.
        val start = listOf("server", "start", "--dir", dir, "--listen", "127.0.0.1:0", "--while-stdin")
        process = ProcessBuilder(listOf(program()) + start).redirectError(File(dir, "log")).start()
        val first = process.inputStream.bufferedReader().readLine() ?: error("the server did not start: ${File(dir, "log").readText()}")
        url = field(first, "listening")
    }

    /** A one-time code for a new person. */
    fun code(role: String): String =
        field(hoso("--json", "server", "invite", "--role", role, "--commune", COMMUNE, "--dir", dir), "code")

    /** From now on it takes connections and never answers. */
    fun freeze() = signal("-STOP")

    private fun signal(name: String) {
        check(ProcessBuilder("kill", name, process.pid().toString()).start().waitFor() == 0)
    }

    override fun close() {
        signal("-CONT")
        process.outputStream.close()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly()
        folder.toFile().deleteRecursively()
    }
}

/** A phone of a person, with a disk of its own. */
class Handset(connectivity: Connectivity? = null, val vault: SecretStore = Vault()) : Closeable {
    val disk: Path = Files.createTempDirectory("hoso-phone")
    private val network = connectivity
    var phone: HoSo = HoSo.open(folder, vault, network)
        private set

    val folder: String get() = disk.resolve("phone").toString()

    fun enrolled(commune: Commune, role: String = "citizen"): Handset {
        phone.enrol(commune.url, commune.code(role))
        return this
    }

    /** A second phone of this person. */
    fun second(): Handset {
        val scanned = readQr(phone.invite().qr) as Scanned.Enrol
        val other = Handset()
        other.phone.enrol(scanned.server, scanned.code)
        return other
    }

    /** Closed and opened again. */
    fun reopen() {
        val old = phone
        old.shut()
        phone = HoSo.open(folder, vault, network)
        old.close()
    }

    fun sync(): SyncOutcome {
        val watch = Watch()
        phone.sync(watch).use { return watch.outcome() }
    }

    /** Syncs and expects it to go through. */
    fun synced(): SyncReport = when (val outcome = sync()) {
        is SyncOutcome.Done -> outcome.report
        is SyncOutcome.Failed -> throw outcome.error
        is SyncOutcome.Cancelled -> throw AssertionError("cancelled")
    }

    override fun close() {
        phone.shut()
        phone.close()
        disk.toFile().deleteRecursively()
    }
}

/** Keeps a phone's secret in memory, as a Keystore would. */
class Vault : SecretStore {
    private var kept: String? = null

    @Synchronized override fun load(): String? = kept

    @Synchronized override fun create(secret: String) {
        check(kept == null) { "there is one already" }
        kept = secret
    }
}

/** Waits for the end of a sync. */
class Watch : SyncObserver {
    private val end = CompletableFuture<SyncOutcome>()
    @Volatile var most = 0uL

    override fun progress(done: ULong, total: ULong, bytes: ULong) {
        most = maxOf(most, done)
    }

    override fun finished(outcome: SyncOutcome) {
        check(end.complete(outcome)) { "told twice" }
    }

    fun outcome(): SyncOutcome = end.get(30, TimeUnit.SECONDS)
}

val SyncOutcome.Failed.failed: HoSoException.Failed get() = error as HoSoException.Failed

/** The error of what must not work. */
fun refused(work: () -> Unit): HoSoException.Failed {
    try {
        work()
    } catch (e: HoSoException.Failed) {
        return e
    }
    throw AssertionError("it went through")
}

fun Draft.put(field: String, value: String) = fill(listOf(FieldValue(field, value)), null)

fun Draft.field(key: String): FormField = form().fields.single { it.key == key }

fun Draft.card(key: String): PaperCard = papers().papers.single { it.key == key }

/** A birth registration with its questions answered, one at a time, as the screen does. */
fun HoSo.birth(): Draft {
    val answers = mapOf(
        "child_situation" to "with_parents",
        "birth_proof" to "birth_note",
        "parents" to "married",
        "registrant" to "parent",
        "hand_in" to "desk",
    )
    val draft = begin(BIRTH)
    var screen = draft.questions()
    while (true) {
        val question = screen.questions[(screen.next ?: break).toInt()]
        screen = draft.answer(question.key, answers[question.key] ?: fail("no answer for ${question.key}").let { "" })
    }
    return draft
}

/** Fills what the form still misses, each field with something that fits its kind. */
fun Draft.fillAll() {
    val form = form()
    val values = form.fields.filter { it.missing }.map { field ->
        val value = when (field.kind) {
            FieldKind.DATE -> "02/09/2026"
            FieldKind.NUMBER -> "1"
            FieldKind.ID_NUMBER -> "072099001234"
            FieldKind.PHONE -> "0912345678"
            FieldKind.EMAIL -> "ten@example.com"
            FieldKind.CHOICE -> field.options.first().value
            FieldKind.NAME -> "Nguyễn Thị Hoa"
            FieldKind.TEXT, FieldKind.ADDRESS -> "Ấp Tân Lập, xã Tân Hòa"
        }
        FieldValue(field.key, value)
    }
    assertEquals(emptyList<FieldProblem>(), fill(values, form.basis).problems)
}

/** A birth registration that is ready to be sent ahead. */
fun HoSo.readyBirth(): Draft {
    val draft = birth()
    draft.fillAll()
    for (card in draft.papers().papers) {
        draft.setPaper(card.key, card.choices.firstOrNull()?.state ?: continue)
        if (card.needsPhoto) draft.attach(card.key, listOf(Photo.Bytes(jpeg(7))))
    }
    val check = draft.check()
    assert(check.ready) { check.headline }
    return draft
}

/** A picture with noise in it, so that each seed gives other bytes. */
fun jpeg(seed: Long, width: Int = 160, height: Int = 120, kind: String = "jpg"): ByteArray {
    val random = Random(seed)
    val image = BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
    for (y in 0 until height) for (x in 0 until width) image.setRGB(x, y, random.nextInt(0x1000000))
    // In memory: its cache would be a file.
    ImageIO.setUseCache(false)
    return ByteArrayOutputStream().also { check(ImageIO.write(image, kind, it)) }.toByteArray()
}

private fun program(): String = File(System.getProperty("hoso.bin"), "hoso").path

/** Runs the laptop tool and gives its standard output. */
fun hoso(vararg args: String): String {
    val process = ProcessBuilder(listOf(program()) + args).redirectErrorStream(true).start()
    val said = process.inputStream.bufferedReader().readText()
    check(process.waitFor() == 0) { said }
    return said
}

/** A text field of a flat JSON value. */
fun field(json: String, name: String): String =
    Regex("\"$name\"\\s*:\\s*\"([^\"]*)\"").find(json)?.groupValues?.get(1) ?: error("no $name in $json")
