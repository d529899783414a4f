package vn.hoso.core

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import org.junit.Assume.assumeTrue
import org.junit.Test

private const val DRAFTS = 1_000
private const val PAGE = 50
private const val EDITS = 200
private const val ROUNDS = 5
private const val STARTS = 5

/**
 * What the bindings cost, for `cargo xtask bench`: it gives the folder of a real disk, the command of the same edits in Rust, and
 * the file for the rows. Without them nothing is measured.
 */
class BenchTest {
    private val out = System.getProperty("hoso.bench").orEmpty()
    private val rows = mutableListOf<String>()

    @Test
    fun `what the bindings cost`() {
        assumeTrue("only for `cargo xtask bench`", out.isNotEmpty())
        val disk = Files.createTempDirectory(Path.of(System.getProperty("hoso.bench.disk")), "kotlin")
        val store = disk.resolve("drafts").toString()
        val phone = HoSo.open(store)
        repeat(DRAFTS) { i -> phone.begin(BIRTH).use { it.put("child_name", "Nguyễn Thị Hoa ${letters(i)}") } }
        val list = List(300) { timed { check(phone.home(limit = PAGE.toUInt()).dossiers.size == PAGE) } }
        row("kotlin_list_ms", median(list.drop(50)), "ms", "a page of $PAGE of $DRAFTS drafts, median of 250")
        slowest(phone)
        phone.shut()
        edits(disk)
        val starts = List(STARTS) { again(store) }
        row("kotlin_open_ms", median(starts), "ms", "a new JVM loads the library, opens $DRAFTS drafts and shows the first page, median of $STARTS")
        File(out).writeText(rows.joinToString(",\n", "[\n", "\n]\n"))
        disk.toFile().deleteRecursively()
    }

    /** The same edit here and in Rust, in turns, so that a slow moment of the disk meets both. */
    private fun edits(disk: Path) {
        val phone = HoSo.open(disk.resolve("kotlin").toString())
        val draft = phone.birth().also { it.fillAll() }
        val rust = System.getProperty("hoso.bench.rust")
        val (here, there) = (1..ROUNDS).map { round ->
            val ours = List(EDITS) { i -> timed { draft.put("child_name", "Nguyễn Văn Bình ${letters(round * EDITS + i)}") } }
            val folder = disk.resolve("rust-$round").toString()
            val process = ProcessBuilder(rust, "--dir", folder, "--child", "edit", folder).start()
            median(ours) to process.inputStream.bufferedReader().readText().trim().toDouble()
        }.unzip()
        draft.close()
        phone.shut()
        val floor = "ours %.3f ms, in Rust %.3f ms (medians of %d in turns)".format(median(here), median(there), ROUNDS * EDITS)
        row("kotlin_edit_vs_rust", median(here) / median(there), "ratio", floor)
    }

    /** Every call of the main story, timed alone; the ten slowest are printed. */
    private fun slowest(phone: HoSo) {
        val times = mutableListOf<Pair<String, Double>>()
        fun <T> call(name: String, work: () -> T): T {
            val start = System.nanoTime()
            return work().also { times.add(name to (System.nanoTime() - start) / 1e6) }
        }
        repeat(20) { round ->
            listOf("k", "kh", "khai", "khai sinh").forEach { text -> call("search") { phone.search(text) } }
            call("guide") { phone.guide(BIRTH) }
            val draft = call("begin") { phone.begin(BIRTH) }
            var screen = call("questions") { draft.questions() }
            while (screen.next != null) {
                val question = screen.questions[screen.next!!.toInt()]
                screen = call("answer") { draft.answer(question.key, question.options.first().value) }
            }
            val form = call("form") { draft.form() }
            form.fields.filter { it.kind == FieldKind.NAME }.forEach { field ->
                call("fill") { draft.put(field.key, "Nguyễn Thị Hoa ${letters(round)}") }
            }
            val papers = call("papers") { draft.papers() }
            papers.papers.forEach { card -> card.choices.firstOrNull()?.let { call("setPaper") { draft.setPaper(card.key, it.state) } } }
            val paper = papers.papers.first { it.needsPhoto }.key
            val photo = jpeg(round.toLong(), 1200, 900)
            val page = call("attach (${photo.size / 1000} kB)") { draft.attach(paper, listOf(Photo.Bytes(photo))) }.pages.single()
            call("picture, small") { draft.picture(paper, page.page, 256u) }
            call("check") { draft.check() }
            call("overview") { draft.overview() }
            call("undo") { draft.undo() }
            call("home") { phone.home() }
            draft.close()
        }
        println("The ten slowest calls of the main story, median and worst of 20 rounds:")
        times.groupBy({ it.first.replace(Regex("\\d+ kB"), "about 1.5 MB") }, { it.second })
            .mapValues { (_, all) -> median(all) to all.max() }
            .entries.sortedByDescending { it.value.first }.take(10)
            .forEach { (name, ms) -> println("  %-28s %8.3f ms %8.3f ms".format(name, ms.first, ms.second)) }
    }

    private fun again(store: String): Double {
        val java = File(System.getProperty("java.home"), "bin/java").path
        val library = "-Djna.library.path=${System.getProperty("jna.library.path")}"
        val command = listOf(java, library, "-cp", System.getProperty("java.class.path"), "vn.hoso.core.ColdStart", store)
        val process = ProcessBuilder(command).start()
        return process.inputStream.bufferedReader().readText().trim().toDouble()
    }

    private fun row(name: String, value: Double, unit: String, floor: String) {
        println("%-28s %10.3f %-6s %s".format(name, value, unit, floor))
        rows.add("""{"name": "$name", "value": $value, "unit": "$unit", "floor": "$floor", "command": "cargo xtask bench"}""")
    }
}

/** A new process: from the first touch of the library to the first page of the list. */
object ColdStart {
    @JvmStatic
    fun main(args: Array<String>) {
        println(timed { check(HoSo.open(args.single()).home(limit = PAGE.toUInt()).dossiers.size == PAGE) })
    }
}

private fun timed(work: () -> Unit): Double {
    val start = System.nanoTime()
    work()
    return (System.nanoTime() - start) / 1e6
}

private fun median(times: List<Double>): Double = times.sorted()[times.size / 2]

/** A number as letters: there are no digits in names. */
private fun letters(number: Int): String = number.toString().map { 'A' + (it - '0') }.joinToString("")
