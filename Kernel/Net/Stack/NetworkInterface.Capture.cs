namespace Sabos.Net;

/// <summary>Recording what passes.</summary>
public sealed partial class NetworkInterface
{
    // The device itself, or what records around it: nobody pays for a recorder that is off.
    private ILinkDevice _path;

    /// <summary>What the last capture kept; null: there was none.</summary>
    public PacketCapture? Capture { get; private set; }

    public bool IsCapturing => _path != Device;

    /// <summary>Begins a capture of all that passes on the link; the one before is forgotten.</summary>
    public void StartCapture(CaptureOptions options)
    {
        _path = Device;
        Capture = null; // Its memory may be needed.
        Capture = new PacketCapture(Capabilities.Medium, options);
        _path = new RecordingDevice(Device, Capture, _services.Clock);
        FollowCapture();
    }

    /// <summary>Ends the capture. What it kept stays.</summary>
    public void StopCapture()
    {
        _path = Device;
        FollowCapture();
    }

    internal bool TryReceiveFrame(out ReceivedFrame frame) => _path.TryReceive(out frame);
}
