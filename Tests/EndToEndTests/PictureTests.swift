import Foundation
import FoundationXML
import Testing

/// The pictures of the README, and what draws them.
struct PictureTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func drawn(_ screen: [UInt8], title: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "\(Self.root)/Scripts/screenshots", "--svg", title]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(screen))
        try input.fileHandleForWriting.close()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names of the elements and attributes of a picture, which must be whole.
    private func names(_ svg: String) throws -> (elements: Set<String>, attributes: Set<String>) {
        let document = try XMLDocument(xmlString: svg)
        var (elements, attributes) = (Set<String>(), Set<String>())
        var open = [try #require(document.rootElement())]
        while let element = open.popLast() {
            elements.insert(element.name ?? "")
            attributes.formUnion((element.attributes ?? []).compactMap(\.name))
            open += (element.children ?? []).compactMap { $0 as? XMLElement }
        }
        return (elements, attributes)
    }

    private static let known: Set<String> = [
        "viewBox", "width", "height", "role", "font-family", "font-size", "rx", "fill", "x", "y", "textLength",
        "font-weight", "font-style", "opacity", "text-decoration", "xml:space",
    ]

    @Test func noTextOfAScreenBecomesMoreThanText() throws {
        let screen = Array(
            "\u{1B}[1;31m<script>alert(1)</script>\u{1B}[0m ]]> &amp; \u{1B}]0;title\u{7} \"'> onload=x \u{202E}turned\u{85}\u{0}\n"
                .utf8
        )
        let svg = try drawn(screen + [0xFF, 0xEF, 0xBF, 0xBE, 0x0A], title: "a\"<b>\u{1B}")
        let (elements, attributes) = try names(svg)
        #expect(elements == ["svg", "title", "rect", "text"] && attributes.isSubset(of: Self.known), "\(attributes)")
        #expect(svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !svg.contains("0;title"))
        #expect(!svg.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{202E}" || $0 == "\u{85}" })
    }

    /// A terminal's screen is written with what changes, a style goes on in the next line.
    @Test func aStyleGoesOnUntilItIsChanged() throws {
        let svg = try drawn(Array("\u{1B}[1mone\ntwo\u{1B}[0m three\nfour\n".utf8), title: "t")
        let bold = svg.matches(of: /font-weight="bold"[^>]*>([^<]*)</).map { String($0.1) }
        #expect(bold == ["one", "two"])
    }

    @Test func thePicturesOfTheReadmeAreThereAndAreOnlyText() throws {
        let readme = try String(contentsOfFile: "\(Self.root)/README.md", encoding: .utf8)
        let files = readme.matches(of: /\]\(([^)]*\.svg)\)/).map { String($0.1) }
        #expect(files.count == 2)
        for file in files {
            let svg = try String(contentsOfFile: "\(Self.root)/\(file)", encoding: .utf8)
            let (elements, attributes) = try names(svg)
            #expect(elements == ["svg", "title", "rect", "text"] && attributes.isSubset(of: Self.known))
        }
    }
}
