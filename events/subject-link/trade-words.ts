/**
 * Words of trades, as they end names of shops, by trade. None of them tells two shops of one trade
 * apart; those of two trades do. `general` goes with every trade.
 */
const WORDS = {
  food:
    '餐饮管理 餐饮服务 餐饮 饮食店 饮食 饭店 饭庄 餐厅 餐馆 菜馆 酒楼 酒家 火锅店 火锅 烧烤店 烧烤 小吃店 小吃 快餐店 快餐 早餐店 早点 ' +
    '面馆 面店 粉店 拉面 包子铺 饺子馆 奶茶店 奶茶 饮品店 饮品 咖啡馆 咖啡 茶楼 茶馆 甜品 烘焙 面包店 蛋糕店 蛋糕',
  groceries:
    '食品店 食品 食杂店 食杂 便利店 超市 商店 商行 商场 水果店 水果 蔬菜 生鲜 水产 粮油 烟酒店 烟酒 酒业 茶叶',
  lodging: '酒店 宾馆 旅馆 旅店 客栈 民宿',
  medicine: '大药房 药房 药店 诊所 门诊部 门诊 医院 口腔 眼镜店 眼镜',
  beauty: '美容美发 美容院 美容 美发店 美发 理发店 理发 美甲 养生馆 养生 足浴',
  leisure: '健身房 健身 游泳馆 网吧 影院 歌厅 俱乐部',
  education: '幼儿园 培训学校 培训 教育 学校',
  clothing: '服装店 服装 服饰 鞋店 鞋业',
  home: '家具 家居 建材 五金店 五金 装饰 装修 家电',
  electronics: '手机店 手机 通讯 电脑 电子',
  cars: '汽车维修 汽车服务 汽车 汽修 洗车',
  estate: '房产 房地产 中介 物业管理 物业',
  media: '广告 文化 传媒 传播',
  logistics: '物流 快递 运输',
  general:
    '商贸 贸易 经营部 批发部 批发 零售 科技 信息 技术 网络 咨询 管理 服务 发展 实业 投资 维修 修理 加工厂 加工 工厂 工作室 中心 ' +
    '专卖店 专营店 店 馆 铺 坊 行 厂 部 屋 吧',
} as const

/** Each word with its trade, empty for words that go with every trade; the longest first. */
export const TRADE_WORDS: readonly (readonly [word: string, trade: string])[] = Object.entries(
  WORDS,
)
  .flatMap(([trade, words]) =>
    words.split(' ').map((word) => [word, trade === 'general' ? '' : trade] as const),
  )
  .toSorted(([one], [other]) => other.length - one.length)
