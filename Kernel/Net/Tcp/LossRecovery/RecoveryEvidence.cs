namespace Sabos.Net;

/// <summary>What an acknowledgment tells about whether a recovery was needed.</summary>
/// <param name="Acknowledgment">SEG.ACK.</param>
/// <param name="Advances">It acknowledges new data cumulatively.</param>
/// <param name="Acknowledged">Bytes of it.</param>
/// <param name="IsNews">It says of something that it arrived, cumulatively or selectively.</param>
/// <param name="DeliversOriginals">Something that was given up for lost arrived, and was never sent again.</param>
/// <param name="EchoedMilliseconds">How long ago the timestamp was sent that it echoes; null: none.</param>
/// <param name="Duplicate">What it reports to have arrived twice (RFC 2883); null: nothing.</param>
internal readonly record struct RecoveryEvidence(
    SequenceNumber Acknowledgment,
    bool Advances,
    int Acknowledged,
    bool IsNews,
    bool DeliversOriginals,
    uint? EchoedMilliseconds,
    SackBlock? Duplicate);
