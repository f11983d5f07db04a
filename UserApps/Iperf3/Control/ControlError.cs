namespace Sabos.Iperf3.Control;

/// <summary>The numbers by which iperf3 knows what is wrong: its client prints a sentence for each.</summary>
internal enum ControlError
{
    None = 0,
    Duration = 5,
    StreamCount = 6,
    BlockSize = 7,
    BufferSize = 8,
    SegmentSize = 10,
    OmittedTime = 12,
    NoSctp = 18,
    DatagramSize = 20,
    ReverseAndBidirectional = 25,
    UnknownMessage = 110,
    BadParameters = 114,
    CongestionControl = 134,
}
