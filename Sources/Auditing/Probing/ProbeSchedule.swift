package import Studies

/// One probe: which prompt is sent to which model, and when it should be.
package struct Probe: Sendable, Equatable {
    /// The number of the slot, counted from 1970.
    package let slot: Int
    package let model: String
    /// The prompt's id.
    package let prompt: String
    /// When it should be sent, in milliseconds UTC.
    package let intendedAt: Int64
    /// Stands before the prompt, so that no cache knows the text; the same whenever the slot is made.
    package let nonce: String
}

/// Who is probed with what, once in each slot: every model with the same prompt, interleaved, each at a random time.
///
/// All of it follows from the definition: a schedule that is taken up again, by the same process or by a timer, has the same
/// slots, order, times and nonces.
package struct ProbeSchedule: Sendable, Equatable {
    package let models: [String]
    package let prompts: [String]
    /// Milliseconds of a slot.
    package let slot: Int64
    /// SHA-256 of what defines it.
    package let hash: String

    /// `definition` is what changes a probe besides these: the study, texts, parameters.
    package init(models: [String], prompts: [String], slot: Duration, definition: JSONValue) {
        self.models = models
        self.prompts = prompts
        self.slot = max(1, slot.components.seconds * 1000 + slot.components.attoseconds / 1_000_000_000_000_000)
        let members: [(String, JSONValue)] = [
            ("models", .array(models.map(JSONValue.string))), ("prompts", .array(prompts.map(JSONValue.string))),
            ("slot_ms", .number(Double(self.slot))), ("definition", definition),
        ]
        hash = SHA256.hex(of: JSONValue.object(members).canonicalBytes)
    }

    /// The number of the slot that a time lies in.
    package func slot(at time: Int64) -> Int { Int(time / slot) }

    /// The probes of a slot in the order of their times.
    ///
    /// The slot is cut into as many parts as there are models; the models take the parts in a drawn order, each at a drawn
    /// time within its part.
    package func probes(inSlot number: Int) -> [Probe] {
        guard !prompts.isEmpty, !models.isEmpty else { return [] }
        let prompt = prompts[((number % prompts.count) + prompts.count) % prompts.count]
        let order = models.sorted { (draw("order", number, $0), $0) < (draw("order", number, $1), $1) }
        return order.enumerated().map { place, model in
            let from = slot * Int64(place) / Int64(order.count)
            let width = max(1, slot * Int64(place + 1) / Int64(order.count) - from)
            let offset = Int64(draw("time", number, model) % UInt64(width))
            return Probe(
                slot: number,
                model: model,
                prompt: prompt,
                intendedAt: Int64(number) * slot + from + offset,
                nonce: nonce(number, model)
            )
        }
    }

    /// The nonce of a model in a slot.
    package func nonce(_ slot: Int, _ model: String) -> String {
        String(SHA256.hex(of: Array("\(hash) nonce \(slot) \(model)".utf8)).prefix(16))
    }

    private func draw(_ use: String, _ slot: Int, _ model: String) -> UInt64 {
        SHA256.digest(of: Array("\(hash) \(use) \(slot) \(model)".utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
