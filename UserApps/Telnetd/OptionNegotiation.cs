namespace Sabos.Telnetd;

/// <summary>
/// One option on one side, negotiated by the Q method (RFC 1143, 7), so that two parties of any temper never answer each other for ever.
/// On our side the peer's requests are DO and DONT and ours WILL and WONT; on the peer's side the other way round.
/// </summary>
internal struct OptionNegotiation(bool isAcceptable)
{
    /// <summary>What has to be sent.</summary>
    public enum Request
    {
        None,
        Enable,
        Disable,
    }

    public OptionState State { get; private set; }

    public readonly bool IsEnabled => State == OptionState.Yes;

    /// <summary>We want the option on.</summary>
    public Request Enable()
    {
        switch (State)
        {
            case OptionState.No:
                State = OptionState.WantYes;
                return Request.Enable;
            case OptionState.WantNo:
                State = OptionState.WantNoOpposite;
                break;
            case OptionState.WantYesOpposite:
                State = OptionState.WantYes;
                break;
        }

        return Request.None;
    }

    /// <summary>We want the option off.</summary>
    public Request Disable()
    {
        switch (State)
        {
            case OptionState.Yes:
                State = OptionState.WantNo;
                return Request.Disable;
            case OptionState.WantNoOpposite:
                State = OptionState.WantNo;
                break;
            case OptionState.WantYes:
                State = OptionState.WantYesOpposite;
                break;
        }

        return Request.None;
    }

    /// <summary>The peer says WILL or DO.</summary>
    public Request PeerEnables()
    {
        switch (State)
        {
            case OptionState.No when isAcceptable:
                State = OptionState.Yes;
                return Request.Enable;
            case OptionState.No:
                return Request.Disable;
            case OptionState.WantNo:
                // RFC 1143: DONT answered by WILL is the peer's error; the option counts as off.
                State = OptionState.No;
                return Request.None;
            case OptionState.WantNoOpposite:
            case OptionState.WantYes:
                State = OptionState.Yes;
                return Request.None;
            case OptionState.WantYesOpposite:
                State = OptionState.WantNo;
                return Request.Disable;
            default:
                return Request.None;
        }
    }

    /// <summary>The peer says WONT or DONT.</summary>
    public Request PeerDisables()
    {
        switch (State)
        {
            case OptionState.Yes:
                State = OptionState.No;
                return Request.Disable;
            case OptionState.WantNoOpposite:
                State = OptionState.WantYes;
                return Request.Enable;
            case OptionState.No:
                return Request.None;
            default:
                State = OptionState.No;
                return Request.None;
        }
    }
}
