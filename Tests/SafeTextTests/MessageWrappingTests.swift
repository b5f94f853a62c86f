import Testing

@testable import SafeText

/// Messages break at spaces, what is copied from them nowhere.
struct MessageWrappingTests {
    @Test(arguments: [
        ("a message that is longer than its line", "a message that is\nlonger than its line"),
        ("short\nand a message that is longer", "short\nand a message that is\nlonger"),
        ("  indented words stay indented", "  indented words stay\n  indented"),
        ("run 'slam import FILE --study x' first", "run\n'slam import FILE --study x'\nfirst"),
        ("it is in '/tmp/a b/c d/slam.sqlite', see", "it is in\n'/tmp/a b/c d/slam.sqlite',\nsee"),
        ("next: slam review --study long --reviewer you", "next:\nslam review --study long --reviewer you"),
        ("  slam review --study long --reviewer you", "  slam review --study long --reviewer you"),
        ("then run slam plan, and go on", "then run slam plan,\nand go on"),
        ("and so on, now run slam plan", "and so on, now run\nslam plan"),
        ("the study's words and others' are none", "the study's words and\nothers' are none"),
        ("/a/path/that/is/longer/than/a/line is there", "/a/path/that/is/longer/than/a/line\nis there"),
        ("with jq -c '.[] | {a: .b}' x > table.jsonl, then", "with\njq -c '.[] | {a: .b}' x > table.jsonl,\nthen"),
        ("Which column is it? 1 a ", "Which column is it? 1\na "),
    ])
    func whatIsCopiedStaysWhole(text: String, wrapped: String) {
        #expect(MessageWrapping.wrapped(text, columns: 21) == wrapped)
    }

    @Test func whatFitsStaysAsItIs() {
        let text = "  one  two\n\nthree '"
        #expect(MessageWrapping.wrapped(text, columns: 40) == text)
    }
}
