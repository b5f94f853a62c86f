import Review
import SafeText

/// Laying out foreign text: what a reviewer waits for when an item opens.
enum LayoutBench {
    static func run() throws {
        let paragraph =
            "A **bold** word, `code`, 日本語 and مرحبا, a [link](https://example.com) and plain prose to wrap.\n\n"
        let markdown = String(repeating: paragraph, count: 1_000_000 / paragraph.utf8.count)
        let line = String(repeating: "ten bytes ", count: 1_000_000)
        let wide = String(repeating: "日本語の文", count: 200_000)
        report("1 MB of Markdown laid out", seconds: fastest(of: 3) { _ = TextLayout(markdown, columns: 80) }, 0.5)
        report("a line of 10 MB laid out", seconds: fastest(of: 3) { _ = TextLayout(line, columns: 80) }, 1)
        report("3 MB of Japanese in one line", seconds: fastest(of: 3) { _ = TextLayout(wide, columns: 80) }, 1)
        report("3 MB of Japanese measured", seconds: fastest(of: 3) { _ = DisplayWidth.of(wide) }, 0.2)
        let page = String(markdown.prefix(4000))
        report("4 KB of Markdown, one frame", seconds: fastest(of: 20) { _ = TextLayout(page, columns: 80) }, 0.016)
    }

    private static func report(_ name: String, seconds: Double, _ limit: Double) {
        Bench.report(name, seconds: seconds, against: "the limit", limit: limit)
    }
}
