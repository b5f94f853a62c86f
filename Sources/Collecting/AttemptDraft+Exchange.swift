package import Inference
package import Store

extension AttemptDraft {
    /// What is known of an exchange; token times that a proxy has held back are left out.
    init(_ exchange: Exchange, failureClass: String) {
        let timings = exchange.timings
        self.init(startedAt: timings.startedAt, failureClass: failureClass, isStreamed: timings.isStreamed)
        httpStatus = exchange.httpStatus
        connecting = timings.connecting
        isNewConnection = timings.isNewConnection
        firstByte = timings.firstByte
        isBuffered = timings.isBuffered
        chunks = timings.isStreamed ? timings.chunks : nil
        if !timings.isBuffered {
            firstToken = timings.firstToken
            firstAnswerToken = timings.firstAnswerToken
            gapMedian = timings.gaps?.median
            gapP95 = timings.gaps?.p95
            gapLargest = timings.gaps?.largest
        }
        lastToken = timings.lastToken
        total = timings.done
        take(exchange.usage)
        serverModel = exchange.serverModel
        fingerprint = exchange.fingerprint
        requestID = exchange.requestID
        load = exchange.serverFigures["load_duration"]
    }

    /// What is known of a result of a batch.
    package init(batched exchange: Exchange, failureClass: String) {
        self.init(exchange, failureClass: failureClass)
        isBatch = true
    }

    private mutating func take(_ usage: Usage) {
        inputTokens = usage.input.map(Int.init)
        outputTokens = usage.output.map(Int.init)
        cachedTokens = usage.cached.map(Int.init)
        cacheWriteTokens = usage.cacheWrite.map(Int.init)
        reasoningTokens = usage.reasoning.map(Int.init)
        tokenSource = usage.source?.rawValue
    }
}
