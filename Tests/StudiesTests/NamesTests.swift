import Studies
import Testing

struct NamesTests {
    /// Texts whose first bytes, lengths or zero bytes are alike, and enough of them to make the table grow.
    @Test func everyDistinctTextHasANumberOfItsOwn() {
        var texts = (0..<5000).map { "item \($0)" } + (0..<5000).map { "a name of more than fifteen bytes \($0)" }
        texts += ["", "\0", "\0\0", "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "é", "e\u{301}"]
        var names = Names()
        for round in 0..<2 {
            for (place, text) in texts.enumerated() {
                #expect(names.number(of: ArraySlice(text.utf8)) == Int32(place), "\(round): \(text)")
            }
        }
        #expect(names.all.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }

    @Test func bytesThatAreNotUTF8HaveNone() {
        var names = Names()
        #expect(names.number(of: [0xFF]) == nil && names.all.isEmpty)
    }
}
