import Auditing
import Fixtures
import Studies
import Testing

struct CatalogueTests {
    @Test func thePapersRowsAreAsPrinted() throws {
        let rows = try #require(try GoldenFile.value("paper_models")["models"]?.array)
        #expect(rows.count == PaperModel.all.count)
        for (row, model) in zip(rows, PaperModel.all) {
            #expect(row["model"]?.string == model.name)
            #expect(row["bits"]?.integer == model.bits)
            #expect(row["parameters_billion"]?.number == model.parametersBillion)
            #expect(row["size_gb"]?.number == model.sizeGB)
            #expect(row["memory_mb"]?.number == model.memoryMB)
        }
    }

    @Test func threeRowsContradictThemselves() {
        let found = PaperModel.all.filter { !$0.contradictions.isEmpty }.map(\.name)
        #expect(found == ["stablelm-zephyr:3b-q2_K_L", "starling-lm:7b-alpha-q3_K_L", "vicuna:7b-q2_K_L"])
    }
}
