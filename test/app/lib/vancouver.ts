import type { ZoneRules } from '../../../app/lib/zone-rules';

const TO_2025 =
  'q3eio0:-m80 q6vd40:-jg0 qj4100:-m80 qpyeg0:-jg0 r272c0:-m80 r8oh40:-jg0 rkx500:-m80 rrejs0:-jg0 s3n7o0:-m80 sa4mg0:-jg0 smdac0:-m80 ssup40:-jg0 t53d00:-m80 tbkrs0:-jg0';

/** America/Vancouver since 2020 as Node 20.20.2 has it: clocks go on being changed. */
export const VANCOUVER_2025C: ZoneRules = {
  release: '2025c',
  until: '2036-01-01',
  offsets: `${TO_2025} tntfo0:-m80 tunt40:-jg0 u6wh00:-m80 uddvs0:-jg0 upmjo0:-m80 uw3yg0:-jg0 v8cmc0:-m80 veu140:-jg0 vr2p00:-m80 vxk3s0:-jg0 w9sro0:-m80 wgn540:-jg0 wsvt00:-m80 wzd7s0:-jg0 xblvo0:-m80 xi3ag0:-jg0 xubyc0:-m80 y0td40:-jg0 yd2100:-m80`,
};

/** The same as Node 22.23.3 has it: UTC-7 for good since March 2026. */
export const VANCOUVER_2026C: ZoneRules = { release: '2026c', until: '2036-01-01', offsets: TO_2025 };

/** The rules that this Node has not. */
export const OTHER_VANCOUVER = (process.versions['tz'] ?? '') < '2026' ? VANCOUVER_2026C : VANCOUVER_2025C;
