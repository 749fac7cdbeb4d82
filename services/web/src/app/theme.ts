import type { ThemeConfig } from 'antd'

/** Fonts that offices have; none is fetched. Those with the wide ranges of GB 18030 come first. */
export const FONTS =
  '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", SimHei, sans-serif'

/** Text on white reaches 4.5 to 1 in every colour that carries words. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b4a8f',
    colorLink: '#0b4a8f',
    // Darker, as antd's own lighter one is too pale on what is chosen.
    colorLinkHover: '#073566',
    colorLinkActive: '#073566',
    // A link in a sentence is not told by its colour alone.
    linkDecoration: 'underline',
    colorTextSecondary: '#595959',
    colorTextTertiary: '#666666',
    colorTextPlaceholder: '#6b6b6b',
    borderRadius: 4,
    fontFamily: FONTS,
    fontSize: 14,
    lineHeight: 1.6,
    motion: false,
  },
}
