using System;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// The options of a TCP socket. They outlive its connections: set before there is one, they take effect when there is; what was never
/// set is left to the stack. An accepted socket inherits its listener's.
/// </summary>
internal sealed class StreamOptions
{
    private static readonly TimeSpan s_longestKeepAlive = TimeSpan.FromSeconds(32_767);

    // Nothing but Nagle's algorithm was chosen.
    private bool _isUsual = true;

    private bool _noDelay;
    private bool _keepAlive;
    private int? _sendBuffer;
    private int? _receiveBuffer;
    private CongestionControlAlgorithm? _congestionControl;
    private int _userTimeout;
    private int _keepAliveTime = 7_200;
    private int _keepAliveInterval = 75;
    private int _keepAliveProbes = 9;
    private byte? _timeToLive;
    private byte _trafficClass;

    public StreamOptions Copy() => (StreamOptions)MemberwiseClone();

    public void ApplyTo(TcpConnection connection)
    {
        connection.NoDelay = _noDelay;
        if (_isUsual)
            return;

        connection.KeepAliveTime = TimeSpan.FromSeconds(_keepAliveTime);
        connection.KeepAliveInterval = TimeSpan.FromSeconds(_keepAliveInterval);
        connection.KeepAliveProbes = _keepAliveProbes;
        connection.KeepAlive = _keepAlive;
        connection.UserTimeout = TimeSpan.FromMilliseconds(_userTimeout);
        connection.TimeToLive = _timeToLive;
        connection.TrafficClass = _trafficClass;
        if (_congestionControl is { } algorithm)
            connection.CongestionControl = algorithm;
        if (_sendBuffer is { } send)
            connection.SendBufferSize = send;
        if (_receiveBuffer is { } receive)
            connection.ReceiveBufferSize = receive;
    }

    public bool TryGet(SocketOption option, out int value)
    {
        int? found = option switch
        {
            SocketOption.NoDelay => _noDelay ? 1 : 0,
            SocketOption.KeepAlive => _keepAlive ? 1 : 0,
            SocketOption.KeepAliveTime => _keepAliveTime,
            SocketOption.KeepAliveInterval => _keepAliveInterval,
            SocketOption.KeepAliveProbes => _keepAliveProbes,
            SocketOption.UserTimeout => _userTimeout,
            SocketOption.CongestionControl => (int?)_congestionControl,
            SocketOption.SendBuffer => _sendBuffer,
            SocketOption.ReceiveBuffer => _receiveBuffer,
            SocketOption.TimeToLive => _timeToLive ?? IpRoute.DefaultHopLimit,
            SocketOption.TrafficClass => _trafficClass,
            // TCP itself finds a path's largest packet and never lets one be cut up.
            SocketOption.DoNotFragment => 1,
            _ => null,
        };
        value = found ?? 0;
        return found is not null;
    }

    /// <summary>ENOPROTOOPT: not a TCP option; EINVAL: out of its range.</summary>
    public PalError Set(SocketOption option, int value)
    {
        _isUsual &= option == SocketOption.NoDelay;
        switch (option)
        {
            case SocketOption.NoDelay:
                _noDelay = value != 0;
                return PalError.Success;
            case SocketOption.KeepAlive:
                _keepAlive = value != 0;
                return PalError.Success;
            case SocketOption.KeepAliveTime when IsKeepAliveTime(value):
                _keepAliveTime = value;
                return PalError.Success;
            case SocketOption.KeepAliveInterval when IsKeepAliveTime(value):
                _keepAliveInterval = value;
                return PalError.Success;
            case SocketOption.KeepAliveProbes when value is >= 1 and <= 127:
                _keepAliveProbes = value;
                return PalError.Success;
            case SocketOption.UserTimeout when value >= 0:
                _userTimeout = value;
                return PalError.Success;
            case SocketOption.CongestionControl:
                _congestionControl = (CongestionControlAlgorithm)value;
                return PalError.Success;
            case SocketOption.SendBuffer when value > 0:
                _sendBuffer = value;
                return PalError.Success;
            case SocketOption.ReceiveBuffer when value > 0:
                _receiveBuffer = value;
                return PalError.Success;
            case SocketOption.TimeToLive when value is >= 1 and <= byte.MaxValue:
                _timeToLive = (byte)value;
                return PalError.Success;
            case SocketOption.TrafficClass when value is >= 0 and <= byte.MaxValue:
                _trafficClass = (byte)value;
                return PalError.Success;
            case SocketOption.DoNotFragment when value != 0:
                return PalError.Success;
            default:
                return option is SocketOption.SendBuffer or SocketOption.ReceiveBuffer || TryGet(option, out _) ? PalError.EINVAL : PalError.ENOPROTOOPT;
        }
    }

    private static bool IsKeepAliveTime(int seconds) => seconds >= 1 && seconds <= s_longestKeepAlive.TotalSeconds;
}
