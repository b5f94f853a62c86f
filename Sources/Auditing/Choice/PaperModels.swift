/// The model variants of the paper (Irugalbandara et al., 2024, arXiv 2312.14972) as printed: bits, parameters, size, memory.
package struct PaperModel: Sendable, Equatable {
    package let name: String
    package let bits: Int
    package let parametersBillion: Double
    package let sizeGB: Double
    package let memoryMB: Double

    /// Where a row contradicts its own name, in words; empty where it does not.
    package var contradictions: [String] {
        var found: [String] = []
        let parts = name.split(whereSeparator: { "-:_".contains($0) }).map { $0.lowercased() }
        if let named = parts.first(where: { $0.first == "q" && Int($0.dropFirst()) != nil }).flatMap({
            Int($0.dropFirst())
        }),
            named != bits
        {
            found.append("named \(named)-bit, printed as \(bits)-bit")
        }
        if let named = parts.first(where: { $0.last == "b" && Double($0.dropLast()) != nil }).flatMap({
            Double($0.dropLast())
        }),
            named != parametersBillion
        {
            found.append("named \(Int(named)) B, printed as \(Int(parametersBillion)) B parameters")
        }
        return found
    }

    /// Bytes of the file for a parameter's bits; nil without parameters.
    package var bitsPerParameter: Double? { parametersBillion > 0 ? sizeGB * 8 / parametersBillion : nil }
}

extension PaperModel {
    /// Where the rows stand.
    package static let source =
        "Irugalbandara et al. (2024), Scaling Down to Scale Up, ISPASS 2024, arXiv 2312.14972, table of model variants."

    /// All 28, in the paper's order. The abstract speaks of 9 families and 29 variants; 28 of 10 families are printed.
    package static let all: [PaperModel] = [
        PaperModel("llama2:7b-chat", 4, 7, 3.8, 6933),
        PaperModel("llama2:7b-chat-q2_K", 2, 7, 2.8, 5567),
        PaperModel("llama2:7b-chat-q3_K_L", 3, 7, 3.6, 6271),
        PaperModel("mistral:7b-instruct", 4, 7, 4.1, 4795),
        PaperModel("mistral:7b-instruct-q2_K", 2, 7, 3.1, 3897),
        PaperModel("mistral:7b-instruct-q3_K_L", 3, 7, 3.8, 4601),
        PaperModel("neural-chat:7b", 4, 7, 4.1, 5183),
        PaperModel("neural-chat:7b-v3.2-q2_K", 2, 7, 3.1, 4285),
        PaperModel("neural-chat:7b-v3.2-q3_K_L", 3, 7, 3.8, 4601),
        PaperModel("openchat:7b-v3.5", 4, 7, 4.1, 5183),
        PaperModel("openchat:7b-v3.5-q2_K", 2, 7, 3.1, 4285),
        PaperModel("openchat:7b-v3.5-q3_K_L", 3, 7, 3.8, 4989),
        PaperModel("orca-mini:3b", 4, 3, 2, 3089),
        PaperModel("orca2:7b", 4, 7, 3.8, 6527),
        PaperModel("orca2:7b-q2_K", 2, 7, 2.8, 5567),
        PaperModel("orca2:7b-q3_K_L", 3, 7, 3.6, 6271),
        PaperModel("stablelm-zephyr:3b", 4, 3, 1.6, 3443),
        PaperModel("stablelm-zephyr:3b-q2_K", 2, 3, 1.2, 3251),
        PaperModel("stablelm-zephyr:3b-q2_K_L", 3, 3, 1.5, 3507),
        PaperModel("starling-lm:7b", 4, 7, 4.1, 5183),
        PaperModel("starling-lm:7b-alpha-q2_K", 2, 7, 3.1, 4285),
        PaperModel("starling-lm:7b-alpha-q3_K_L", 3, 3, 3.8, 4989),
        PaperModel("vicuna:7b", 4, 7, 3.8, 5371),
        PaperModel("vicuna:7b-q2_K", 2, 7, 2.8, 4411),
        PaperModel("vicuna:7b-q2_K_L", 4, 3, 3.6, 5115),
        PaperModel("zephyr:7b-beta", 4, 7, 4.1, 5183),
        PaperModel("zephyr:7b-beta-q2_K", 2, 7, 3.1, 4285),
        PaperModel("zephyr:7b-beta-q3_K_L", 3, 7, 3.8, 4989),
    ]

    private init(_ name: String, _ bits: Int, _ parameters: Double, _ size: Double, _ memory: Double) {
        self.init(name: name, bits: bits, parametersBillion: parameters, sizeGB: size, memoryMB: memory)
    }
}
